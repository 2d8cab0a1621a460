import { get, patch, post, remove } from "./http";
import type { User } from "./session";

export interface Account extends User {
  user_api_key: string;
}

export interface BrowserSession {
  id: number;
  created_at: string;
  last_used_at: string | null;
  address: string;
  user_agent: string;
  is_this: boolean;
}

export const readAccount = () => get<Account>("/api/v1/account");

export const changeTimeZone = (time_zone: string) =>
  patch<Account>("/api/v1/account", { time_zone });

/** All other sessions end. */
export const changePassword = (current: string, next: string) =>
  post("/api/v1/account/password", { current, new: next });

export const renewUserKey = () => post<{ user_api_key: string }>("/api/v1/account/key");

export const listSessions = () => get<BrowserSession[]>("/api/v1/account/sessions");

export const endSession = (id: number) => remove(`/api/v1/account/sessions/${id}`);
