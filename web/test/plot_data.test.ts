import assert from "node:assert/strict";
import { test } from "node:test";
import { gapOf, plotData } from "../src/charts/plot_data";
import type { SeriesData } from "../src/charts/series_data";

function dataOf(times: number[], values: (number | null)[], bucket = 0): SeriesData {
  const list = () => [...values];
  return {
    bucket,
    limit: 100,
    times,
    fields: new Map([[1, { min: list(), max: list(), avg: list(), last: list(), count: 1 }]]),
  };
}

test("a pause of several usual intervals is a gap in the line", () => {
  const plot = plotData(dataOf([0, 1000, 2000, 60_000, 61_000], [1, 2, 3, 4, 5]), 1, "avg");
  assert.deepEqual(plot[0], [0, 1, 2, 31, 60, 61]);
  assert.deepEqual(plot[1], [1, 2, 3, null, 4, 5]);
});

test("an entry without the field is no gap", () => {
  const plot = plotData(dataOf([0, 1000, 2000, 3000, 4000], [1, null, 2, null, 3]), 1, "avg");
  assert.deepEqual(plot[1], [1, 2, 3]);
});

test("slow values in fast buckets stay one line", () => {
  const times = [0, 600_000, 1_200_000, 1_800_000];
  assert.equal(gapOf(times, 100_000), 2_400_000);
  assert.deepEqual(plotData(dataOf(times, [1, 2, 3, 4], 100_000), 1, "avg")[1], [1, 2, 3, 4]);
});

test("what is before the beginning is left out", () => {
  assert.deepEqual(plotData(dataOf([0, 1000, 2000], [1, 2, 3]), 1, "avg", 1000)[1], [2, 3]);
});

test("a field without values has an empty chart", () => {
  assert.deepEqual(plotData(dataOf([], []), 2, "avg"), [[], [], [], []]);
});
