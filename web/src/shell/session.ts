/** Who uses the page. */
import { computed, signal } from "@preact/signals";
import { whenSignedOut } from "../api/http";
import { readSession, signOut as endSession, type Session } from "../api/session";
import { timeZone } from "../strings/format";
import { navigate } from "./router";

export const session = signal<Session | null>(null);
export const user = computed(() => session.value?.user ?? null);
export const isAdministrator = computed(() => user.value?.role === "administrator");

export function setSession(value: Session): void {
  session.value = value;
  timeZone.value = value.user?.time_zone || undefined;
}

export async function loadSession(): Promise<void> {
  setSession(await readSession());
}

export async function signOut(): Promise<void> {
  await endSession();
  navigate("/sign-in");
  await loadSession();
}

/** A request was refused because the session has ended: the page asks who it is now. */
whenSignedOut(() => {
  if (user.value) void loadSession();
});
