/** Which events are shown, as the page's address says it. Pure. */
import type { ActivityEvent, ActivityQuery } from "../api/activity";

export type Kind = "all" | ActivityEvent["kind"];

export interface Filters {
  device: number | null;
  channel: number | null;
  kind: Kind;
}

const KINDS: Kind[] = ["refusal", "connection", "problem"];

const numberOf = (text: string | null) => (text && /^\d+$/.test(text) ? Number(text) : null);

export function filtersIn(search: string): Filters {
  const given = new URLSearchParams(search);
  const kind = KINDS.find((one) => one === given.get("kind")) ?? "all";
  return { device: numberOf(given.get("device")), channel: numberOf(given.get("channel")), kind };
}

/** Empty when everything is shown. */
export function searchOf({ device, channel, kind }: Filters): string {
  const given = new URLSearchParams();
  if (device !== null) given.set("device", String(device));
  if (channel !== null) given.set("channel", String(channel));
  if (kind !== "all") given.set("kind", kind);
  const text = given.toString();
  return text && `?${text}`;
}

export const isFiltered = (filters: Filters) => searchOf(filters) !== "";

export function queryOf({ device, channel }: Filters): ActivityQuery {
  return {
    limit: 200,
    ...(device === null ? {} : { device }),
    ...(channel === null ? {} : { channel }),
  };
}

export const ofKind = (events: ActivityEvent[], kind: Kind) =>
  kind === "all" ? events : events.filter((event) => event.kind === kind);
