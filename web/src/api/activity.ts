import { get } from "./http";

export interface ActivityEvent {
  at: string;
  first_at: string;
  count: number;
  kind: "refusal" | "connection" | "problem";
  device: { device_id: number; name: string } | null;
  channel: number | null;
  reason: string;
  remedy: string;
  topic: string | null;
  address: string | null;
}

export interface ActivityQuery {
  device?: number;
  channel?: number;
  limit?: number;
}

/** Newest first. */
export const listActivity = (query: ActivityQuery = {}) =>
  get<ActivityEvent[]>("/api/v1/activity", { ...query });
