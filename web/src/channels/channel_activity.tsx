import { EventList } from "../activity/event_list";
import { listActivity } from "../api/activity";
import { useEvery, useLoaded } from "../components/action";
import { EmptyState, ErrorNotice, Loading } from "../components/notice";
import { Panel } from "../components/panel";
import { t } from "../strings";
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
          <EventList events={data} />
        </Panel>
      )}
    </>
  );
}
