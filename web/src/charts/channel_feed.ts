/** What the charts of one channel show: read for a range, then kept up by the live messages. */
import { computed, signal, type Signal } from "@preact/signals";
import { readEntries, readSeries, type Entry } from "../api/feeds";
import { cancelFrame, inNextFrame } from "../live/frames";
import { watchTopic } from "../live/live_client";
import {
  boundsOf,
  BUCKETS,
  fitted,
  isFollowing,
  type Bounds,
  type Bucket,
  type Range,
} from "./ranges";
import { StatusMarks } from "./status_marks";
import {
  append,
  bounded,
  condense,
  emptySeries,
  seriesFrom,
  trim,
  type SeriesData,
} from "./series_data";

/** More than half of a chart's pixels would only cost time; zooming brings finer ones. */
const POINTS = 400;
/** While people drag, nothing is read; when they pause, the finer points come. */
const SETTLE_MS = 150;
/** The time axis moves along even if no entry comes. */
const TICK_MS = 1000;
const RECENT = 25;
/** A page out of sight has no frames; what comes then is taken in before it is too much. */
const FRESH_MAX = 200;

/** A field's newest value, as text: it need not be a number. */
export interface Latest {
  text: string;
  at: string;
}

const words = new TextDecoder();

export class ChannelFeed {
  readonly range: Signal<Range>;
  readonly bucket = signal<Bucket>("fine");
  readonly loading = signal(true);
  readonly error = signal<Error | null>(null);
  readonly latest: Map<number, Signal<Latest | null>>;
  /** The newest entries, newest first. */
  readonly recent = signal<Entry[]>([]);
  readonly isEmpty = computed(() => this.recent.value.length === 0);
  /** The server does not let this page subscribe: charts show what was read. */
  readonly isRefused = signal(false);
  readonly statuses: StatusMarks;
  data: SeriesData;

  private readonly listeners = new Set<() => void>();
  private readonly unwatch: () => void;
  private readonly tick: number;
  private settle = 0;
  private reading: AbortController | null = null;
  /** The newest entry that the series has. */
  private known = 0;
  private readonly first: Promise<void>;
  /** Entries that came while a range was being read. */
  private waiting: Entry[] = [];
  private fresh: Entry[] = [];

  constructor(
    readonly channel: number,
    readonly fields: number[],
    range: Range = { preset: "24h" },
  ) {
    this.range = signal(range);
    this.data = emptySeries(fields, POINTS);
    this.statuses = new StatusMarks(channel, () => this.tell());
    this.latest = new Map(fields.map((field) => [field, signal<Latest | null>(null)]));
    this.unwatch = watchTopic(`channels/${channel}/subscribe`, {
      onMessage: (payload) => this.onMessage(payload),
      onSubscribed: () => void this.catchUp(),
      onRefused: () => (this.isRefused.value = true),
    });
    this.tick = window.setInterval(() => isFollowing(this.range.value) && this.tell(), TICK_MS);
    this.first = this.read();
    void this.readRecent();
  }

  close(): void {
    this.unwatch();
    clearInterval(this.tick);
    clearTimeout(this.settle);
    this.reading?.abort();
    cancelFrame(this.onFrame);
  }

  /** Calls `listener` when there is something new to draw, at most once per frame. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** What the time axis shows, in milliseconds. */
  bounds(): { start: number; end: number } {
    const range = this.range.value;
    return isFollowing(range)
      ? fitted(boundsOf(range, Date.now()), this.data.times[0] ?? null)
      : range;
  }

  show(range: Range): void {
    this.range.value = range;
    this.readSoon();
    this.tell();
  }

  aggregate(bucket: Bucket): void {
    this.bucket.value = bucket;
    void this.read();
  }

  private readSoon(): void {
    this.loading.value = true;
    clearTimeout(this.settle);
    this.settle = window.setTimeout(() => void this.read(), SETTLE_MS);
  }

  async read(): Promise<void> {
    this.reading?.abort();
    const reading = new AbortController();
    this.reading = reading;
    this.waiting = [];
    this.loading.value = true;
    void this.statuses.read(this.asked());
    try {
      this.take(await this.ask(reading.signal));
      this.error.value = null;
    } catch (error) {
      if (reading.signal.aborted) return;
      this.error.value = error as Error;
    }
    this.loading.value = false;
    this.reading = null;
    this.tell();
  }

  /** Charts show status texts from now on. */
  wantStatuses(): void {
    this.statuses.want(this.asked());
  }

  private asked(): Bounds {
    return boundsOf(this.range.value, Date.now());
  }

  private async ask(aborted: AbortSignal) {
    const bucket = BUCKETS[this.bucket.value];
    const { start, end } = this.asked();
    const from = start === null ? undefined : bucket ? Math.floor(start / bucket) * bucket : start;
    const length = from === undefined ? null : end - from;
    const points = bucket && length ? Math.max(1, Math.ceil(length / bucket)) : POINTS;
    const query = {
      fields: this.fields.join(","),
      points: Math.min(points, 4 * POINTS),
      ...(from === undefined ? {} : { start: new Date(from).toISOString() }),
      ...(isFollowing(this.range.value) ? {} : { end: new Date(end).toISOString() }),
    };
    return { answer: await readSeries(this.channel, query, aborted), bucket };
  }

  private take({ answer, bucket }: Awaited<ReturnType<ChannelFeed["ask"]>>): void {
    let data = seriesFrom(answer, this.fields, POINTS);
    if (bucket && data.bucket < bucket) data = condense(data, bucket);
    this.known = answer.last_entry_id ?? 0;
    const missed = this.waiting.filter((entry) => entry.entry_id > this.known);
    this.waiting = [];
    if (isFollowing(this.range.value)) for (const entry of missed) append(data, entry);
    this.data = data;
  }

  private async readRecent(): Promise<void> {
    try {
      const entries = await readEntries(this.channel, RECENT);
      const known = new Map(this.recent.value.map((entry) => [entry.entry_id, entry]));
      const missed = entries.filter((entry) => !known.has(entry.entry_id));
      this.recent.value = [...known.values(), ...missed]
        .sort((a, b) => b.entry_id - a.entry_id)
        .slice(0, RECENT);
      for (const entry of missed) this.noteLatest(entry);
    } catch {
      // The series' reading says what is wrong.
    }
  }

  /** What was published before this page listened, or while it could not, is read. */
  private async catchUp(): Promise<void> {
    await Promise.all([this.first, this.readRecent()]);
    const newest = this.recent.value[0]?.entry_id ?? 0;
    if (newest > this.known) void this.read();
  }

  private onMessage(payload: Uint8Array): void {
    const entry = JSON.parse(words.decode(payload)) as Entry;
    this.fresh.push(entry);
    if (this.fresh.length < FRESH_MAX) inNextFrame(this.onFrame);
    else this.onFrame();
  }

  private readonly onFrame = () => {
    const fresh = this.fresh;
    this.fresh = [];
    for (const entry of fresh) {
      if (this.reading) this.waiting.push(entry);
      if (isFollowing(this.range.value)) append(this.data, entry);
      this.noteLatest(entry);
      this.statuses.note(entry);
    }
    if (fresh.length)
      this.recent.value = [...fresh.reverse(), ...this.recent.value].slice(0, RECENT);
    if (isFollowing(this.range.value)) {
      trim(this.data, boundsOf(this.range.value, Date.now()).start ?? -Infinity);
      this.data = bounded(this.data);
    }
    for (const listener of this.listeners) listener();
  };

  private tell(): void {
    inNextFrame(this.onFrame);
  }

  private noteLatest(entry: Entry): void {
    for (const [field, latest] of this.latest) {
      const text = entry[`field${field}`];
      const newer = !latest.value || entry.created_at >= latest.value.at;
      if (text !== null && text !== undefined && newer)
        latest.value = { text, at: entry.created_at };
    }
  }
}
