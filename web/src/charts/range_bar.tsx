import { useRef } from "preact/hooks";
import { Button } from "../components/button";
import { Segments, Select } from "../components/inputs";
import { isLive } from "../live/live_client";
import { t } from "../strings";
import type { ChannelFeed } from "./channel_feed";
import { BUCKETS, isFollowing, pan, PRESETS, zoomOut, type Bucket, type Preset } from "./ranges";

const RANGE_KEY = "fieldcast.range";

/** The range that was chosen last, on whichever channel. */
export function storedPreset(): Preset {
  const stored = localStorage.getItem(RANGE_KEY);
  return PRESETS.find((preset) => preset === stored) ?? "24h";
}

export interface PresetPickerProps {
  /** Null: none of them, people have zoomed. */
  preset: Preset | null;
  onChoose: (preset: Preset) => void;
}

/** The ranges that end now; the choice is remembered. */
export function PresetPicker({ preset, onChoose }: PresetPickerProps) {
  const { charts } = t();
  return (
    <Segments
      label={charts.range}
      value={preset ?? ("" as Preset)}
      options={PRESETS.map((value) => ({ value, label: charts.presets[value] }))}
      onChange={(chosen) => {
        localStorage.setItem(RANGE_KEY, chosen);
        onChoose(chosen);
      }}
    />
  );
}

/** Which stretch of time all charts of the channel show, and how finely. */
export function RangeBar({ feed }: { feed: ChannelFeed }) {
  const { charts } = t();
  const range = feed.range.value;
  const bar = useRef<HTMLDivElement>(null);
  const backToNow = () => {
    const preset = storedPreset();
    feed.show({ preset });
    // The button goes away, so the focus needs another place.
    bar.current?.querySelector<HTMLElement>(`input[value="${preset}"]`)?.focus();
  };
  return (
    <div class="range-bar" ref={bar}>
      <PresetPicker
        preset={isFollowing(range) ? range.preset : null}
        onChoose={(preset) => feed.show({ preset })}
      />
      <div class="row range-moves">
        <Button
          kind="quiet"
          icon="back"
          label={charts.earlier}
          onClick={() => feed.show(pan(feed.bounds(), -1, Date.now()))}
        />
        <Button
          kind="quiet"
          icon="forward"
          label={charts.later}
          onClick={() => feed.show(pan(feed.bounds(), 1, Date.now()))}
        />
        <Button
          kind="quiet"
          icon="zoomOut"
          label={charts.zoomOut}
          onClick={() => feed.show(zoomOut(feed.bounds(), Date.now()))}
        />
        {!isFollowing(range) && <Button onClick={backToNow}>{charts.backToNow}</Button>}
      </div>
      <div class="row range-end">
        <Select
          label={charts.aggregate}
          hideLabel
          value={feed.bucket.value}
          options={(Object.keys(BUCKETS) as Bucket[]).map((value) => ({
            value,
            label: charts.buckets[value],
          }))}
          onChange={(bucket) => feed.aggregate(bucket)}
        />
        <LiveState feed={feed} />
      </div>
    </div>
  );
}

/** Whether what is shown moves with what comes. */
export function LiveState({ feed }: { feed: ChannelFeed }) {
  const { charts } = t();
  if (feed.isRefused.value) return <span class="live">{charts.notLive}</span>;
  if (!isFollowing(feed.range.value)) return <span class="live">{charts.paused}</span>;
  return (
    <span class={`live${isLive.value ? " live-on" : ""}`} role="status">
      <span class="live-dot" />
      {isLive.value ? charts.live : charts.connecting}
    </span>
  );
}
