import { readStatistics, type Channel, type Statistics } from "../api/channels";
import type { ChannelFeed } from "../charts/channel_feed";
import { useEvery, useLoaded } from "../components/action";
import { ErrorNotice, Loading } from "../components/notice";
import { Figures, Panel } from "../components/panel";
import { Ago, Moment } from "../components/time";
import { t } from "../strings";
import { formatBytes, formatNumber } from "../strings/format";

const REFRESH_S = 15;

function retentionOf({ retention_days, retention_entries }: Channel): string {
  const words = (limit: number) => (limit ? formatNumber(limit) : "");
  return t().statistics.retention(words(retention_days), words(retention_entries));
}

/** The newest entries are not counted yet, and may be all that there are. */
const sizeOf = ({ bytes, entries }: Statistics) =>
  bytes === null || (bytes === 0 && entries > 0) ? "–" : formatBytes(bytes);

/** How much there is in a channel, and how long it will stay. */
export function StatisticsPanel({ channel, feed }: { channel: Channel; feed: ChannelFeed }) {
  const { statistics } = t();
  const { data, error, reload } = useLoaded(() => readStatistics(channel.id), [channel.id]);
  useEvery(REFRESH_S, () => void reload());
  if (!data)
    return (
      <Panel title={statistics.title}>{error ? <ErrorNotice error={error} /> : <Loading />}</Panel>
    );
  const figures = [
    { label: statistics.entries, value: formatNumber(data.entries) },
    { label: statistics.lastMinute, value: formatNumber(data.entries_last_minute) },
    { label: statistics.lastHour, value: formatNumber(data.entries_last_hour) },
    { label: statistics.lastDay, value: formatNumber(data.entries_last_day) },
    {
      label: statistics.last,
      value: <Ago at={feed.recent.value[0]?.created_at ?? data.last_at} />,
    },
    { label: statistics.first, value: <Ago at={data.first_at} /> },
    { label: statistics.created, value: <Moment at={channel.created_at} /> },
    { label: statistics.size, value: sizeOf(data) },
    { label: statistics.kept, value: retentionOf(channel) },
  ];
  if (data.days_left !== null) {
    figures.push({ label: statistics.daysLeft, value: formatNumber(data.days_left, 1) });
  }
  return (
    <Panel title={statistics.title}>
      <Figures figures={figures} />
    </Panel>
  );
}
