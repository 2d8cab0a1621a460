/** Under which name a listener is reached. Pure. */
import type { Door } from "../api/session";

const LOOPBACK = /^(localhost|127\..*|\[?::1\]?)$/;

/** The name that led the browser here leads devices here too, unless it means the browser's own machine. */
export function hostFor(door: Door, browsed: string): string {
  return LOOPBACK.test(browsed) ? new URL(door.url.replace(/^\w+:/, "http:")).hostname : browsed;
}
