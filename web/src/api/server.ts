import { get } from "./http";
import type { Door } from "./session";

export interface Certificate {
  subject: string;
  names: string[];
  expires_at: string;
  days_left: number;
  is_own: boolean;
}

export interface ServerState {
  version: string;
  started_at: string;
  uptime_s: number;
  doors: Door[];
  certificate: Certificate | null;
  storage: { folder: string; bytes: number; free_bytes: number };
  memory: { resident_bytes: number };
  connections: number;
  sessions: number;
  retained_messages: number;
  channels: number;
  devices: number;
  users: number;
}

export const readServer = () => get<ServerState>("/api/v1/server");
