/** The stretch of time that charts show. */

export const PRESETS = ["1h", "6h", "24h", "7d", "30d", "1y", "all"] as const;
export type Preset = (typeof PRESETS)[number];

/** A preset ends now and moves along; a window is what was zoomed to, and stays. */
export type Range = { preset: Preset } | { start: number; end: number };

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const LENGTHS: Record<Preset, number> = {
  "1h": HOUR,
  "6h": 6 * HOUR,
  "24h": DAY,
  "7d": 7 * DAY,
  "30d": 30 * DAY,
  "1y": 365 * DAY,
  all: Infinity,
};

export const isFollowing = (range: Range): range is { preset: Preset } => "preset" in range;

export interface Bounds {
  /** Null: from the first entry on. */
  start: number | null;
  end: number;
}

export function boundsOf(range: Range, now: number): Bounds {
  if (!isFollowing(range)) return range;
  const length = LENGTHS[range.preset];
  return { start: length === Infinity ? null : now - length, end: now };
}

/** What a young channel shows at least: enough for its first points to be seen moving. */
const SHORTEST = 120_000;

/** `bounds` without the time before the first entry; null: there is no entry. */
export function fitted(
  { start, end }: Bounds,
  first: number | null,
): { start: number; end: number } {
  const from = Math.min(first ?? end, end - SHORTEST);
  return { start: Math.max(start ?? from, from), end };
}

/** Half a screen towards earlier (-1) or later (1); never beyond now. */
export function pan(bounds: { start: number; end: number }, direction: number, now: number): Range {
  const step = ((bounds.end - bounds.start) / 2) * direction;
  const shift = Math.min(step, Math.max(0, now - bounds.end));
  return { start: bounds.start + shift, end: bounds.end + shift };
}

/** Twice as much time around the same middle; never beyond now. */
export function zoomOut(bounds: { start: number; end: number }, now: number): Range {
  const half = (bounds.end - bounds.start) / 2;
  const end = Math.min(now, bounds.end + half);
  return { start: end - 4 * half, end };
}

/** Aggregation: null takes what fits the screen, else all values of so many milliseconds are one. */
export const BUCKETS = { fine: null, minutes: 600_000, hour: HOUR, day: DAY } as const;
export type Bucket = keyof typeof BUCKETS;
