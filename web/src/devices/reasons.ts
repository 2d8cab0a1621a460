/** Why the server refuses something, and which step of a device's first message that concerns. Pure. */

export type StepName = "tcp" | "tls" | "connect" | "publish" | "stored" | "shown";

const STEPS: Record<string, StepName> = {
  tls_to_plain_port: "tls",
  tls_to_http_port: "tls",
  tls_failed: "tls",
  http_to_mqtt_port: "connect",
  mqtt_to_http_port: "connect",
  connect_missing: "connect",
  malformed_packet: "connect",
  wrong_password: "connect",
  client_id_differs: "connect",
  unknown_user_name: "connect",
  user_name_missing: "connect",
  client_id_in_use: "connect",
  too_many_sessions: "connect",
  credentials_changed: "connect",
  taken_over: "connect",
  device_shared: "connect",
  keep_alive_expired: "connect",
  idle_too_long: "connect",
  topic_not_publishable: "publish",
  general_publish_not_allowed: "publish",
  unknown_channel: "stored",
  publish_not_allowed: "stored",
  no_usable_value: "stored",
  payload_too_large: "stored",
  value_too_long: "stored",
  invalid_utf8: "stored",
  too_fast: "stored",
  duplicate_created_at: "stored",
  storage_failed: "stored",
};

/** Null: what was refused is no part of publishing. */
export const stepOf = (reason: string): StepName | null => STEPS[reason] ?? null;

/** What the owner can do about it on this page. */
export type Cure = "edit" | "renew";

const CURES: Record<string, Cure> = {
  wrong_password: "renew",
  publish_not_allowed: "edit",
};

export const cureOf = (reason: string): Cure | null => CURES[reason] ?? null;

/** The number in `channels/7/publish`. */
export function channelIn(topic: string | null): number | null {
  const match = /^channels\/(\d+)(\/|$)/.exec(topic ?? "");
  return match ? Number(match[1]) : null;
}
