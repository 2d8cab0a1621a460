import { Ago } from "../components/time";
import { formatClock, formatDate, formatDateTime } from "../strings/format";

const today = (at: string) => formatDate(at) === formatDate(Date.now());

/** Both how long ago, and when exactly: to compare with a device's own log. */
export function EventTime({ at }: { at: string }) {
  return (
    <span class="event-time">
      <Ago at={at} />
      <span class="small soft">{today(at) ? formatClock(at) : formatDateTime(at)}</span>
    </span>
  );
}
