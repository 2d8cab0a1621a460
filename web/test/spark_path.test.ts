import assert from "node:assert/strict";
import { test } from "node:test";
import { sparkPath } from "../src/charts/spark_path";

const frame = { start: 0, end: 10, width: 100, height: 24 };

test("a line fills its frame", () => {
  assert.equal(sparkPath([0, 5, 10], [1, 3, 2], frame), "M0.0 22.0L50.0 2.0L100.0 12.0");
});

test("a gap interrupts it", () => {
  assert.equal(sparkPath([0, 4, 8, 10], [0, null, 1, 1], frame), "M0.0 22.0M80.0 2.0L100.0 2.0");
});

test("what never changes runs through the middle; nothing is nothing", () => {
  assert.equal(sparkPath([0, 10], [7, 7], frame), "M0.0 12.0L100.0 12.0");
  assert.equal(sparkPath([], [], frame), "");
});
