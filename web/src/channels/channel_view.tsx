import { fieldsOf, type Channel } from "../api/channels";
import { ChartCards, useChannelFeed } from "../charts/chart_cards";
import { Glance } from "../charts/glance";
import { RangeBar, storedPreset } from "../charts/range_bar";
import { LinkButton } from "../components/button";
import { EmptyState } from "../components/notice";
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
  const feed = useChannelFeed(channel.id, fields, storedPreset());
  if (fields.length === 0) return <NoFields channel={channel} />;
  if (!channel.last_entry_id && feed.isEmpty.value && channel.may_administer)
    return <FirstEntry channel={channel} fields={fields} />;
  return (
    <>
      {channel.description && <p class="description">{channel.description}</p>}
      <Glance feed={feed} fields={fields} />
      <section class="stack" aria-label={t().charts.charts}>
        <RangeBar feed={feed} />
        <ChartCards feed={feed} fields={fields} />
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
