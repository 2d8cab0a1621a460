import { signal } from "@preact/signals";
import { t } from "../strings";
import { formatDateTime, formatRelative } from "../strings/format";

/** One clock for all relative times of the page. */
const now = signal(Date.now());
setInterval(() => (now.value = Date.now()), 1000);

/** "5 minutes ago", with the exact time on hovering. */
export function Ago({ at }: { at: string | null | undefined }) {
  if (!at) return <>{t().common.never}</>;
  return (
    <time dateTime={at} title={formatDateTime(at)}>
      {formatRelative(at, Math.max(now.value, new Date(at).getTime()))}
    </time>
  );
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
