import assert from "node:assert/strict";
import { test } from "node:test";
import type { Journey, Refusal } from "../src/api/devices";
import { Arrivals, stepsOf } from "../src/devices/journey_steps";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();
const problem = (second: number, reason: string): Refusal => ({
  at: at(second),
  reason,
  remedy: "",
  topic: null,
  address: null,
});
const journey = (part: Partial<Journey>): Journey => ({
  tcp_at: null,
  tls_at: null,
  connect_at: null,
  publish_at: null,
  stored_at: null,
  problems: [],
  ...part,
});
const states = (one: Journey, shownAt: string | null = null, wantsTls = false) =>
  stepsOf(one, shownAt, wantsTls)
    .map((step) => step.state)
    .join(" ");

test("before anything happens, the connection is waited for", () => {
  assert.equal(states(journey({})), "next unused later later later later");
  assert.equal(states(journey({}), null, true), "next later later later later later");
});

test("steps light up one after the other", () => {
  assert.equal(
    states(journey({ tcp_at: at(1), connect_at: at(1) })),
    "done unused done next later later",
  );
  assert.equal(
    states(journey({ tcp_at: at(1), tls_at: at(1) }), null, true),
    "done done next later later later",
  );
  const stored = journey({ tcp_at: at(1), connect_at: at(1), publish_at: at(2), stored_at: at(2) });
  assert.equal(states(stored), "done unused done done done next");
  assert.equal(states(stored, at(3)), "done unused done done done done");
});

test("a device that connected without TLS needs none, whatever the snippet says", () => {
  assert.equal(
    states(journey({ tcp_at: at(1), connect_at: at(1) }), null, true),
    "done unused done next later later",
  );
});

test("a refusal stands beside the step that it concerns", () => {
  const refused = journey({ tcp_at: at(1), problems: [problem(1, "wrong_password")] });
  assert.equal(states(refused), "done unused failed later later later");
  assert.equal(stepsOf(refused, null, false)[2]?.problem?.reason, "wrong_password");
  const forbidden = journey({
    tcp_at: at(1),
    connect_at: at(1),
    publish_at: at(2),
    problems: [problem(2, "publish_not_allowed")],
  });
  assert.equal(states(forbidden), "done unused done done failed later");
});

test("an attempt that no device could be told from has come as far as it was refused", () => {
  assert.equal(
    states(journey({ problems: [problem(1, "unknown_user_name")] })),
    "done unused failed later later later",
  );
  assert.equal(
    states(journey({ problems: [problem(1, "tls_to_http_port")] })),
    "done failed later later later later",
  );
  assert.equal(
    states(journey({ problems: [problem(1, "tls_to_plain_port")] })),
    "done failed later later later later",
  );
});

test("a refusal is past once the device has come further", () => {
  const connected = journey({
    tcp_at: at(5),
    connect_at: at(5),
    problems: [problem(4, "wrong_password")],
  });
  assert.equal(states(connected), "done unused done next later later");
  const plain = journey({ tcp_at: at(5), connect_at: at(5), problems: [problem(4, "tls_failed")] });
  assert.equal(states(plain), "done unused done next later later");
  const twice = journey({ problems: [problem(6, "wrong_password"), problem(4, "tls_failed")] });
  assert.equal(states(twice, null, true), "done done failed later later later");
});

test("of several refusals, the earliest step's counts if it is the newest", () => {
  const back = journey({ problems: [problem(6, "tls_failed"), problem(4, "wrong_password")] });
  assert.equal(states(back, null, true), "done failed later later later later");
});

test("what concerns subscribing is no step", () => {
  const subscribing = journey({
    tcp_at: at(1),
    connect_at: at(1),
    problems: [problem(9, "subscribe_not_allowed")],
  });
  assert.equal(states(subscribing), "done unused done next later later");
});

test("an entry counts as shown from the device's present connection on", () => {
  const arrivals = new Arrivals();
  const stored = journey({ tcp_at: at(1), connect_at: at(1), publish_at: at(1), stored_at: at(1) });
  assert.equal(arrivals.shownAt(journey({}), 0), null);
  arrivals.note(10_000);
  // The poll comes after the entry.
  assert.equal(arrivals.shownAt(stored, 10_900), 10_000);
  const anew = { ...stored, tcp_at: at(60) };
  assert.equal(arrivals.shownAt(anew, 70_000), null);
  arrivals.note(70_500);
  assert.equal(arrivals.shownAt(anew, 71_000), 70_500);
});
