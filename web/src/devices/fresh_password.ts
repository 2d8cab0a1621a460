/** The password that was made just now: in memory, until its device's page is left. */
import { signal } from "@preact/signals";

export const freshPassword = signal<{ device: number; password: string } | null>(null);

export const freshPasswordOf = (device: number): string | null =>
  freshPassword.value?.device === device ? freshPassword.value.password : null;
