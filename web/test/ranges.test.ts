import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOf, fitted, isFollowing, pan, zoomOut } from "../src/charts/ranges";
import { moved, scaled } from "../src/charts/gestures";

const HOUR = 3_600_000;
const NOW = 100 * HOUR;

test("a preset ends now; all begins with the first entry", () => {
  assert.deepEqual(boundsOf({ preset: "6h" }, NOW), { start: 94 * HOUR, end: NOW });
  assert.deepEqual(boundsOf({ preset: "all" }, NOW), { start: null, end: NOW });
});

test("a young channel's axis begins with its first entry, and has two minutes at least", () => {
  const day = { start: NOW - 24 * HOUR, end: NOW };
  assert.equal(fitted(day, NOW - 30 * HOUR).start, NOW - 24 * HOUR);
  assert.equal(fitted(day, NOW - 3 * HOUR).start, NOW - 3 * HOUR);
  assert.equal(fitted(day, NOW - 10).start, NOW - 120_000);
  assert.equal(fitted({ start: null, end: NOW }, null).start, NOW - 120_000);
});

test("a window stays where it is", () => {
  const window = { start: 1, end: 2 };
  assert.equal(isFollowing(window), false);
  assert.deepEqual(boundsOf(window, NOW), window);
});

test("panning goes by half a window and not beyond now", () => {
  assert.deepEqual(pan({ start: 90 * HOUR, end: 94 * HOUR }, -1, NOW), {
    start: 88 * HOUR,
    end: 92 * HOUR,
  });
  assert.deepEqual(pan({ start: 95 * HOUR, end: 99 * HOUR }, 1, NOW), {
    start: 96 * HOUR,
    end: NOW,
  });
  assert.deepEqual(pan({ start: 96 * HOUR, end: NOW }, 1, NOW), { start: 96 * HOUR, end: NOW });
});

test("zooming out doubles the window, around its middle or up to now", () => {
  assert.deepEqual(zoomOut({ start: 40 * HOUR, end: 44 * HOUR }, NOW), {
    start: 38 * HOUR,
    end: 46 * HOUR,
  });
  assert.deepEqual(zoomOut({ start: 96 * HOUR, end: NOW }, NOW), { start: 92 * HOUR, end: NOW });
});

test("a pinch keeps what is between the fingers in place", () => {
  assert.deepEqual(scaled({ start: 0, end: 100 }, 0.5, 0.25), { start: 12.5, end: 62.5 });
  assert.deepEqual(moved({ start: 0, end: 100 }, 0.1), { start: 10, end: 110 });
});
