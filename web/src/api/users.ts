import { get, patch, post, remove } from "./http";
import type { Role } from "./session";

export interface UserRow {
  user: string;
  role: Role;
  can_sign_in: boolean;
  created_at: string;
  channels: number;
  devices: number;
}

export interface Invitation {
  link: string;
  expires_at: string;
}

const at = (user: string) => `/api/v1/users/${encodeURIComponent(user)}`;

export const listUsers = () => get<UserRow[]>("/api/v1/users");
export const inviteUser = (user: string, role: Role) =>
  post<UserRow & Invitation>("/api/v1/users", { user, role });
export const renewInvitation = (user: string) => post<Invitation>(`${at(user)}/link`);
export const changeRole = (user: string, role: Role) => patch<UserRow>(at(user), { role });
export const deleteUser = (user: string) => remove(at(user));
