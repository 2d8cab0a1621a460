import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry, Series } from "../src/api/feeds";
import {
  append,
  bounded,
  condense,
  emptySeries,
  numberOf,
  seriesFrom,
  trim,
} from "../src/charts/series_data";

const at = (seconds: number) => new Date(seconds * 1000).toISOString();
const entry = (seconds: number, field1: string | null): Entry => ({
  created_at: at(seconds),
  entry_id: seconds,
  field1,
});
const band = (values: (number | null)[]) => ({
  min: [...values],
  max: [...values],
  avg: [...values],
  last: [...values],
});

function answer(bucket_ms: number, t: number[], values: (number | null)[]): Series {
  return { channel: 1, start_ms: 0, end_ms: 0, bucket_ms, last_entry_id: 1, t, 1: band(values) };
}

test("a text that is no number is no value", () => {
  assert.deepEqual(["1.5", " 2 ", "", "on", "Infinity", null, "-3e2"].map(numberOf), [
    1.5,
    2,
    null,
    null,
    null,
    null,
    -300,
  ]);
});

test("an entry is appended as a point of its own where points are entries", () => {
  const data = seriesFrom(answer(0, [1000], [5]), [1], 100);
  append(data, entry(2, "7"));
  append(data, entry(3, null));
  assert.deepEqual(data.times, [1000, 2000, 3000]);
  assert.deepEqual(data.fields.get(1)?.avg, [5, 7, null]);
});

test("an entry joins the newest bucket while it lasts, then begins the next", () => {
  const data = emptySeries([1], 100, 10_000);
  for (const [second, value] of [
    [10, "2"],
    [12, "4"],
    [19, "9"],
    [20, "1"],
  ] as const)
    append(data, entry(second, value));
  const values = data.fields.get(1)!;
  assert.deepEqual(data.times, [10_000, 20_000]);
  assert.deepEqual(
    [values.min, values.max, values.avg, values.last],
    [
      [2, 1],
      [9, 1],
      [5, 1],
      [9, 1],
    ],
  );
});

test("an entry older than the newest point is left to the next reading", () => {
  const data = seriesFrom(answer(0, [5000], [5]), [1], 100);
  append(data, entry(2, "7"));
  assert.deepEqual(data.times, [5000]);
});

test("a field that the answer lacks has no values", () => {
  const data = seriesFrom(answer(0, [1000, 2000], [1, 2]), [1, 2], 100);
  assert.deepEqual(data.fields.get(2)?.avg, [null, null]);
});

test("condensing keeps lowest, highest, average and last", () => {
  const data = seriesFrom(answer(0, [0, 1000, 2000, 3000], [4, 2, null, 9]), [1], 100);
  const condensed = condense(data, 2000);
  const values = condensed.fields.get(1)!;
  assert.deepEqual(condensed.times, [0, 2000]);
  assert.deepEqual(
    [values.min, values.max, values.avg, values.last],
    [
      [2, 9],
      [4, 9],
      [3, 9],
      [2, 9],
    ],
  );
});

test("the number of points is bounded however many entries come", () => {
  let data = emptySeries([1], 50);
  for (let second = 1; second <= 5000; second++) {
    append(data, entry(second, String(second)));
    data = bounded(data);
  }
  assert.ok(data.times.length <= 100, `${data.times.length} points`);
  assert.equal(Math.min(...(data.fields.get(1)!.min as number[])), 1);
  assert.equal(data.fields.get(1)!.last.at(-1), 5000);
});

test("what is left of the range goes, but for the point that the line comes in from", () => {
  const times = Array.from({ length: 200 }, (_, index) => index * 1000);
  const data = seriesFrom(answer(0, times, times), [1], 1000);
  trim(data, 100_500);
  assert.equal(data.times[0], 100_000);
  assert.equal(data.fields.get(1)!.avg.length, data.times.length);
});
