/**
 * The points of one channel in one range: what the server has answered, and what has come since.
 * Pure; bounded: however many entries arrive, about twice `limit` points are kept.
 */
import type { Entry, Series } from "../api/feeds";

/** One field's values, parallel to the times. A null is an entry without this field. */
export interface Values {
  min: (number | null)[];
  max: (number | null)[];
  avg: (number | null)[];
  last: (number | null)[];
  /** How many entries the newest point stands for. */
  count: number;
}

export interface SeriesData {
  /** Milliseconds that one point stands for; 0: points are entries. */
  bucket: number;
  limit: number;
  times: number[];
  fields: Map<number, Values>;
}

export function emptySeries(fields: number[], limit: number, bucket = 0): SeriesData {
  const values = (): Values => ({ min: [], max: [], avg: [], last: [], count: 0 });
  return { bucket, limit, times: [], fields: new Map(fields.map((field) => [field, values()])) };
}

export function seriesFrom(answer: Series, fields: number[], limit: number): SeriesData {
  const data = emptySeries(fields, limit, answer.bucket_ms);
  data.times = answer.t;
  for (const field of fields) {
    const band = answer[`${field}`];
    const none = (): (number | null)[] => answer.t.map(() => null);
    const { min = none(), max = none(), avg = none(), last = none() } = band ?? {};
    data.fields.set(field, { min, max, avg, last, count: 1 });
  }
  return data;
}

/** A field's text as a number; null if it is none. */
export function numberOf(text: string | null | undefined): number | null {
  if (text === null || text === undefined || text.trim() === "") return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : null;
}

/** Adds an entry that has just come. One older than the newest point is left to the next reading. */
export function append(data: SeriesData, entry: Entry): void {
  const time = Date.parse(entry.created_at);
  const newest = data.times.at(-1);
  if (Number.isNaN(time) || (newest !== undefined && time < newest)) return;
  const at = data.bucket > 0 ? Math.floor(time / data.bucket) * data.bucket : time;
  const joins = data.bucket > 0 && newest !== undefined && time < newest + data.bucket;
  if (!joins) data.times.push(Math.max(at, newest ?? at));
  for (const [field, values] of data.fields) {
    const value = numberOf(entry[`field${field}`]);
    if (joins) join(values, value);
    else push(values, value, value, value, value, 1);
  }
}

function push(
  values: Values,
  min: number | null,
  max: number | null,
  avg: number | null,
  last: number | null,
  count: number,
): void {
  values.min.push(min);
  values.max.push(max);
  values.avg.push(avg);
  values.last.push(last);
  values.count = avg === null ? 0 : count;
}

/** Lets one more value count into the newest point. */
function join(values: Values, value: number | null): void {
  if (value === null) return;
  const at = values.avg.length - 1;
  const avg = values.avg[at] ?? 0;
  const count = values.avg[at] === null ? 0 : Math.max(1, values.count);
  values.min[at] = Math.min(values.min[at] ?? value, value);
  values.max[at] = Math.max(values.max[at] ?? value, value);
  values.avg[at] = avg + (value - avg) / (count + 1);
  values.last[at] = value;
  values.count = count + 1;
}

/** Drops what is older than `start`, except for one point, from which the line comes in. */
export function trim(data: SeriesData, start: number): void {
  let drop = 0;
  while (drop + 1 < data.times.length && data.times[drop + 1]! < start) drop++;
  // Arrays move at every cut, so cuts are rare.
  if (drop < 64) return;
  data.times.splice(0, drop);
  for (const values of data.fields.values()) {
    for (const list of [values.min, values.max, values.avg, values.last]) list.splice(0, drop);
  }
}

/** The same points, several to one: all within each `bucket` milliseconds. */
export function condense(data: SeriesData, bucket: number): SeriesData {
  const result = emptySeries([...data.fields.keys()], data.limit, bucket);
  const groups = groupByBucket(data.times, bucket);
  result.times = groups.map((group) => Math.floor(data.times[group.from]! / bucket) * bucket);
  for (const [field, values] of data.fields) {
    const into = result.fields.get(field)!;
    for (const { from, to } of groups) {
      const averages = numbersIn(values.avg, from, to);
      const count = averages.length;
      const sum = averages.reduce((total, value) => total + value, 0);
      const least = numbersIn(values.min, from, to);
      const most = numbersIn(values.max, from, to);
      if (count === 0) push(into, null, null, null, null, 0);
      else {
        const last = numbersIn(values.last, from, to).at(-1) ?? null;
        push(into, Math.min(...least), Math.max(...most), sum / count, last, count);
      }
    }
  }
  return result;
}

function groupByBucket(times: number[], bucket: number): { from: number; to: number }[] {
  const groups: { from: number; to: number }[] = [];
  for (const [index, time] of times.entries()) {
    const newest = groups.at(-1);
    const same = newest && Math.floor(times[newest.from]! / bucket) === Math.floor(time / bucket);
    if (same) newest.to = index + 1;
    else groups.push({ from: index, to: index + 1 });
  }
  return groups;
}

const numbersIn = (list: (number | null)[], from: number, to: number) =>
  list.slice(from, to).filter((value): value is number => value !== null);

/** Keeps the number of points bounded while entries arrive. */
export function bounded(data: SeriesData): SeriesData {
  if (data.times.length <= 2 * data.limit) return data;
  const length = data.times.at(-1)! - data.times[0]!;
  return condense(data, Math.max(1, Math.ceil(length / data.limit)));
}
