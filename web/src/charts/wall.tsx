import { useEffect, useState } from "preact/hooks";
import { fieldsOfSummary, listChannels, type ChannelSummary } from "../api/channels";
import { useLoaded } from "../components/action";
import { Button, LinkButton } from "../components/button";
import { EmptyState, ErrorNotice, Loading } from "../components/notice";
import { PageHead } from "../shell/page_head";
import { search } from "../shell/router";
import { t } from "../strings";
import { ChartCards, useChannelFeed } from "./chart_cards";
import { LiveState, PresetPicker, storedPreset } from "./range_bar";
import { isFollowing, type Preset } from "./ranges";
import { isOnWall } from "./wall_channels";

/** The charts of several channels on one page: of all that the user has, or of `?channels=1,2`. */
export default function Wall() {
  const { data, error, reload } = useLoaded(listChannels, []);
  const [preset, setPreset] = useState(storedPreset());
  const channels = data?.filter(({ id }) => isOnWall(search.value, id));
  return (
    <>
      <PageHead title={t().charts.wall} />
      <ErrorNotice error={error} onRetry={() => void reload()} />
      {!channels && !error && <Loading />}
      {channels?.length === 0 && <NoCharts />}
      {channels && channels.length > 0 && (
        <div class="range-bar">
          <PresetPicker preset={preset} onChoose={setPreset} />
        </div>
      )}
      {channels?.map((channel) => (
        <ChannelCharts key={channel.id} channel={channel} preset={preset} />
      ))}
    </>
  );
}

function NoCharts() {
  const { app, charts } = t();
  return (
    <EmptyState title={charts.wallEmpty}>
      <LinkButton href="/channels">{app.toChannels}</LinkButton>
    </EmptyState>
  );
}

function ChannelCharts({ channel, preset }: { channel: ChannelSummary; preset: Preset }) {
  const fields = fieldsOfSummary(channel);
  const feed = useChannelFeed(channel.id, fields, preset);
  useEffect(() => {
    const range = feed.range.value;
    if (!isFollowing(range) || range.preset !== preset) feed.show({ preset });
  }, [feed, preset]);
  return (
    <section class="stack wall" aria-label={channel.name}>
      <div class="row row-between">
        <h2>
          <a href={`/channels/${channel.id}`}>{channel.name}</a>
        </h2>
        <div class="row">
          {!isFollowing(feed.range.value) && (
            <Button onClick={() => feed.show({ preset })}>{t().charts.backToNow}</Button>
          )}
          <LiveState feed={feed} />
        </div>
      </div>
      <ChartCards feed={feed} fields={fields} />
    </section>
  );
}
