import { useEffect, useMemo } from "preact/hooks";
import { fieldsOf, type Channel } from "../api/channels";
import { ChannelFeed } from "../charts/channel_feed";
import { ChartCard } from "../charts/chart_card";
import "../charts/charts.css";
import { Glance } from "../charts/glance";
import { RangeBar, storedPreset } from "../charts/range_bar";
import { LinkButton } from "../components/button";
import { EmptyState, ErrorNotice } from "../components/notice";
import { t } from "../strings";
import { About } from "./about";
import type { ChannelProps } from "./channel_page";
import { Entries } from "./entries";
import { FirstEntry } from "./first_entry";
import { Location } from "./location";
import { StatisticsPanel } from "./statistics";

/** The charts of a channel, and what else there is to see of it. */
export default function ChannelView({ channel }: ChannelProps) {
  const fields = fieldsOf(channel);
  const numbers = fields.map((field) => field.number);
  const key = `${channel.id}:${numbers}`;
  const feed = useMemo(
    () => new ChannelFeed(channel.id, numbers, { preset: storedPreset() }),
    [key],
  );
  useEffect(() => () => feed.close(), [feed]);
  if (fields.length === 0) return <NoFields channel={channel} />;
  if (!channel.last_entry_id && feed.isEmpty.value && channel.may_administer)
    return <FirstEntry channel={channel} fields={fields} />;
  return (
    <>
      {channel.description && <p class="description">{channel.description}</p>}
      <Glance feed={feed} fields={fields} />
      <section class="stack" aria-label={t().charts.charts}>
        <RangeBar feed={feed} />
        <ErrorNotice error={feed.error.value} onRetry={() => void feed.read()} />
        <div class="charts" aria-busy={feed.loading.value}>
          {fields.map((field) => (
            <ChartCard key={field.number} feed={feed} field={field} />
          ))}
        </div>
      </section>
      <div class="asides">
        <StatisticsPanel channel={channel} feed={feed} />
        <Location channel={channel} />
        <About channel={channel} />
      </div>
      <Entries feed={feed} fields={fields} />
    </>
  );
}

function NoFields({ channel }: { channel: Channel }) {
  const { charts, channels } = t();
  return (
    <EmptyState title={charts.noFields}>
      <p>{charts.noFieldsText}</p>
      {channel.may_administer && (
        <LinkButton href={`/channels/${channel.id}/settings`}>{channels.tabs.settings}</LinkButton>
      )}
    </EmptyState>
  );
}
