import { get, post, remove } from "./http";

export type Role = "administrator" | "user";

export interface User {
  user: string;
  role: Role;
  /** A name such as `Europe/Berlin`; empty: the browser's. */
  time_zone: string;
  created_at: string;
}

export type Transport = "tcp" | "tls" | "ws" | "wss";

/** One of the server's listeners. */
export interface Door {
  transport: Transport;
  port: number;
  url: string;
}

export interface ServerIdentity {
  version: string;
  host_name: string;
  doors: Door[];
  has_own_ca: boolean;
}

export interface Session {
  is_set_up: boolean;
  user: User | null;
  server: ServerIdentity;
}

export interface Welcome {
  purpose: "setup" | "password";
  user: string | null;
  expires_at: string;
}

export const readSession = () => get<Session>("/api/v1/session");

export const signIn = (user: string, password: string) =>
  post<Session>("/api/v1/session", { user, password });

export const signOut = () => remove("/api/v1/session");

export const readWelcome = (token: string) => get<Welcome>("/api/v1/welcome", { token });

/** Makes the first user (`user` given), or sets an invited user's password; signs in. */
export const acceptWelcome = (token: string, user: string | null, password: string) =>
  post<Session>("/api/v1/welcome", user === null ? { token, password } : { token, user, password });
