import { useEffect, useMemo } from "preact/hooks";
import type { Field } from "../api/channels";
import { ErrorNotice } from "../components/notice";
import { ChannelFeed } from "./channel_feed";
import { ChartCard } from "./chart_card";
import "./charts.css";
import type { Preset } from "./ranges";

/** What the charts of a channel's fields show, as long as the component is drawn that calls this. */
export function useChannelFeed(channel: number, fields: Field[], preset: Preset): ChannelFeed {
  const numbers = fields.map((field) => field.number);
  const key = `${channel}:${numbers}`;
  const feed = useMemo(() => new ChannelFeed(channel, numbers, { preset }), [key]);
  useEffect(() => () => feed.close(), [feed]);
  return feed;
}

/** A chart for each of the fields. */
export function ChartCards({ feed, fields }: { feed: ChannelFeed; fields: Field[] }) {
  return (
    <>
      <ErrorNotice error={feed.error.value} onRetry={() => void feed.read()} />
      <div class="charts" aria-busy={feed.loading.value}>
        {fields.map((field) => (
          <ChartCard key={field.number} feed={feed} field={field} />
        ))}
      </div>
    </>
  );
}
