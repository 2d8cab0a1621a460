import { listActivity, type ActivityEvent } from "../api/activity";
import { useEvery, useLoaded } from "../components/action";
import { Badge, EmptyState, ErrorNotice, Loading } from "../components/notice";
import { Panel } from "../components/panel";
import { Ago } from "../components/time";
import { t } from "../strings";
import { formatNumber } from "../strings/format";
import type { ChannelProps } from "./channel_page";

const REFRESH_S = 3;

/** What happened around the channel: who was refused, and what to do about it. */
export default function ChannelActivity({ channel }: ChannelProps) {
  const { channelActivity } = t();
  const { data, error, reload } = useLoaded(
    () => listActivity({ channel: channel.id }),
    [channel.id],
  );
  useEvery(REFRESH_S, () => void reload());
  return (
    <>
      <ErrorNotice error={error} onRetry={() => void reload()} />
      {!data && !error && <Loading />}
      {data && data.length === 0 && (
        <EmptyState title={channelActivity.empty}>
          <p>{channelActivity.emptyText}</p>
        </EmptyState>
      )}
      {data && data.length > 0 && (
        <Panel title={channelActivity.title}>
          <ul class="events" aria-live="polite" aria-relevant="additions">
            {data.map((event) => (
              <Event key={`${event.first_at}${event.reason}${event.topic}`} event={event} />
            ))}
          </ul>
        </Panel>
      )}
    </>
  );
}

function Event({ event }: { event: ActivityEvent }) {
  const { channelActivity } = t();
  const tone =
    event.kind === "connection" ? "good" : event.kind === "refusal" ? "danger" : "warning";
  return (
    <li class="event">
      <span class="soft small">
        <Ago at={event.at} />
      </span>
      <div class="stack stack-tight">
        <p class="row">
          <Badge tone={tone}>{channelActivity.kinds[event.kind]}</Badge>
          <span>{event.reason}</span>
          {event.count > 1 && (
            <span class="soft small">{channelActivity.times(formatNumber(event.count))}</span>
          )}
        </p>
        {event.remedy && <p>{event.remedy}</p>}
        <p class="small soft row">
          {event.device && <a href={`/devices/${event.device.device_id}`}>{event.device.name}</a>}
          {event.topic && <code>{event.topic}</code>}
          {event.address && <span>{event.address}</span>}
        </p>
      </div>
    </li>
  );
}
