import assert from "node:assert/strict";
import { test } from "node:test";
import { isOnWall } from "../src/charts/wall_channels";

test("the wall shows the channels that its address names, and without a name all", () => {
  assert.deepEqual(
    [1, 2, 12].filter((channel) => isOnWall("?channels=12,2", channel)),
    [2, 12],
  );
  assert(isOnWall("", 7));
  assert(isOnWall("?channels=", 7));
});
