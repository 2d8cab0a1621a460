/** A device's first message as steps of a strip. Pure. */
import type { Journey, Refusal } from "../api/devices";
import { stepOf, type StepName } from "./reasons";

export interface Step {
  name: StepName;
  /** `next` is the one that is waited for; `unused`: a connection without TLS. */
  state: "done" | "next" | "later" | "failed" | "unused";
  at: string | null;
  problem: Refusal | null;
}

const NAMES: StepName[] = ["tcp", "tls", "connect", "publish", "stored", "shown"];

const timeOf = (at: string | null | undefined) => (at ? Date.parse(at) : -Infinity);

type Times = Record<StepName, string | null>;

/**
 * The step at which the device is stuck, and why. A refusal is past when the device has come to the
 * same step or further since, be it only to be refused there.
 */
function failureOf(times: Times, problems: Refusal[]): { index: number; problem: Refusal } | null {
  let reached = -Infinity;
  let failure: { index: number; problem: Refusal } | null = null;
  for (let index = NAMES.length - 1; index >= 0; index--) {
    const name = NAMES[index]!;
    reached = Math.max(reached, timeOf(times[name]));
    const problem = problems.find((one) => stepOf(one.reason) === name);
    if (!problem || timeOf(problem.at) <= reached) continue;
    reached = timeOf(problem.at);
    failure = { index, problem };
  }
  return failure;
}

/** Where TLS has no part in this connection, or will have none. */
const isWithoutTls = (times: Times, wantsTls: boolean) =>
  times.tls === null && (times.connect !== null || !wantsTls);

/**
 * `shownAt`: when this page got the entry. `wantsTls`: what the snippets say, until the device has
 * said it itself.
 */
export function stepsOf(journey: Journey, shownAt: string | null, wantsTls: boolean): Step[] {
  const times: Times = {
    tcp: journey.tcp_at,
    tls: journey.tls_at,
    connect: journey.connect_at,
    publish: journey.publish_at,
    stored: journey.stored_at,
    shown: shownAt,
  };
  const failure = failureOf(times, journey.problems);
  let isOpen = false;
  return NAMES.map((name, index): Step => {
    const nothing = { name, at: null, problem: null };
    if (failure?.index === index) {
      isOpen = true;
      return { name, state: "failed", at: failure.problem.at, problem: failure.problem };
    }
    if (name === "tls" && isWithoutTls(times, wantsTls)) return { ...nothing, state: "unused" };
    // What failed at a later step has come past this one.
    const at = times[name] ?? (failure && index < failure.index ? failure.problem.at : null);
    if (at && !isOpen) return { ...nothing, state: "done", at };
    const state = isOpen ? "later" : "next";
    isOpen = true;
    return { ...nothing, state };
  });
}

/** When the page first got an entry since the device's present connection. */
export class Arrivals {
  private connection: string | null | undefined = undefined;
  private since = 0;
  private latest: number | null = null;

  note(now: number): void {
    this.latest = now;
  }

  /** Milliseconds, by the page's clock; null while nothing arrived. */
  shownAt(journey: Journey, now: number): number | null {
    if (this.connection !== journey.tcp_at) {
      // The entry may be here before the poll that tells of the connection.
      if (this.connection !== undefined) this.since = now - SLACK_MS;
      this.connection = journey.tcp_at;
    }
    if (journey.stored_at === null || this.latest === null) return null;
    return this.latest >= this.since ? this.latest : null;
  }
}

const SLACK_MS = 2500;
