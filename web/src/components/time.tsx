import { signal } from "@preact/signals";
import { t } from "../strings";
import { formatDateTime, formatRelative } from "../strings/format";

/** One clock for all relative times of the page. */
const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), 1000);

/** What is younger is "now": a figure that changes each second says nothing. */
const NOW_MS = 3000;

/** "5 minutes ago", with the exact time on hovering. */
export function Ago({ at }: { at: string | null | undefined }) {
  if (!at) return <>{t().common.never}</>;
  return (
    <time dateTime={at} title={formatDateTime(at)}>
      {formatRelative(at, nowFor(new Date(at).getTime()))}
    </time>
  );
}

/** Clocks differ: what has happened is never in the future. */
function nowFor(time: number): number {
  return now.value - time < NOW_MS ? time : now.value;
}

/** A time to come: "in 2 days". */
export function Until({ at }: { at: string }) {
  return (
    <time dateTime={at} title={formatDateTime(at)}>
      {formatRelative(at, now.value)}
    </time>
  );
}

export function Moment({ at }: { at: string }) {
  return <time dateTime={at}>{formatDateTime(at)}</time>;
}
