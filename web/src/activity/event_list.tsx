import type { ActivityEvent } from "../api/activity";
import { t } from "../strings";
import { formatClock, formatNumber } from "../strings/format";
import "./activity.css";
import { EventTime } from "./event_time";
import { wordsFor } from "./reason";

const keyOf = ({ first_at, reason, topic, address, device }: ActivityEvent) =>
  [first_at, reason, topic, address, device?.device_id].join();

export interface EventListProps {
  events: ActivityEvent[];
  /** On a device's own page its name would only repeat itself. */
  withoutDevice?: boolean;
}

/** What happened, newest first; new lines are read aloud. */
export function EventList({ events, withoutDevice }: EventListProps) {
  return (
    <ul
      class="happenings"
      aria-label={t().activity.events}
      aria-live="polite"
      aria-relevant="additions"
    >
      {events.map((event) => (
        <Happening key={keyOf(event)} event={event} withoutDevice={withoutDevice} />
      ))}
    </ul>
  );
}

function Happening({
  event,
  withoutDevice,
}: {
  event: ActivityEvent;
  withoutDevice: boolean | undefined;
}) {
  const { what, remedy } = wordsFor(event);
  return (
    <li class={`happening happening-${event.kind} happening-${event.reason}`}>
      <EventTime at={event.at} />
      <div class="happening-body">
        <p>
          <span class="visually-hidden">{t().activity.kindOf[event.kind]}: </span>
          <strong>{what}</strong> <Count event={event} />
        </p>
        {remedy && <p>{remedy}</p>}
        <Whereabouts event={event} withoutDevice={withoutDevice} />
      </div>
    </li>
  );
}

function Count({ event }: { event: ActivityEvent }) {
  if (event.count < 2) return null;
  const count = formatNumber(event.count);
  const since = event.first_at === event.at ? null : formatClock(event.first_at);
  return (
    <span class="small soft">
      {since ? t().activity.timesSince(count, since) : t().activity.times(count)}
    </span>
  );
}

function Whereabouts({
  event,
  withoutDevice,
}: {
  event: ActivityEvent;
  withoutDevice: boolean | undefined;
}) {
  const { device, channel, topic, address } = event;
  return (
    <p class="whereabouts">
      {!withoutDevice &&
        (device ? (
          <a href={`/devices/${device.device_id}`}>{device.name}</a>
        ) : (
          <span>
            {event.kind === "refusal" ? t().activity.othersDevice : t().activity.unknownDevice}
          </span>
        ))}
      {channel !== null && (
        <a href={`/channels/${channel}`}>{t().activity.channelNamed(channel)}</a>
      )}
      {topic && <code>{topic}</code>}
      {address && <span class="mono">{address}</span>}
    </p>
  );
}
