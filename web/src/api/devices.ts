import { get, patch, post, remove } from "./http";
import type { Transport } from "./session";

/** What a device may do with a channel. */
export interface Authorisation {
  id: number;
  publish: boolean;
  subscribe: boolean;
}

export interface Refusal {
  at: string;
  reason: string;
  remedy: string;
  topic: string | null;
  address: string | null;
}

/** Counts are since the server's start. */
export interface DeviceActivity {
  connected: boolean;
  since: string | null;
  last_seen_at: string | null;
  protocol: string | null;
  transport: Transport | null;
  address: string | null;
  messages: number;
  last_message_at: string | null;
  stored_at: string | null;
  refusals: number;
  last_refusal: Refusal | null;
}

export interface Device {
  device_id: number;
  name: string;
  description: string;
  owner: string;
  client_id: string;
  username: string;
  channels: Authorisation[];
  created_at: string;
  activity: DeviceActivity;
}

export interface DeviceEvent {
  first_at: string;
  last_at: string;
  count: number;
  reason: string;
  remedy: string;
  topic: string | null;
  address: string | null;
}

export interface DeviceWithEvents extends Device {
  events: DeviceEvent[];
}

/** The password is in no later answer. */
export interface Credentials {
  device_id: number;
  client_id: string;
  username: string;
  password: string;
}

export interface DeviceSettings {
  name: string;
  description: string;
  channels: Authorisation[];
}

/** How far a device's first message came. */
export interface Journey {
  tcp_at: string | null;
  tls_at: string | null;
  connect_at: string | null;
  publish_at: string | null;
  stored_at: string | null;
  problems: Refusal[];
}

const at = (id: number) => `/api/v1/devices/${id}`;

export const listDevices = () => get<Device[]>("/api/v1/devices");
export const createDevice = (settings: DeviceSettings) =>
  post<Credentials>("/api/v1/devices", settings);
export const readDevice = (id: number) => get<DeviceWithEvents>(at(id));
export const changeDevice = (id: number, change: Partial<DeviceSettings>) =>
  patch<Device>(at(id), change);
export const deleteDevice = (id: number) => remove(at(id));
export const readJourney = (id: number) => get<Journey>(`${at(id)}/journey`);

/** The old password stays valid for `keep_old_hours` (0 to 168). */
export const renewDevicePassword = (id: number, keep_old_hours: number) =>
  post<Credentials>(`${at(id)}/password`, { keep_old_hours });
