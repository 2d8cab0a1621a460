import assert from "node:assert/strict";
import { test } from "node:test";
import { History } from "../src/administration/history";

test("the newest reading is at the right, and the highest at the top", () => {
  const history = new History(3);
  history.note(10);
  assert.equal(history.points(100, 20), "100,0");
  history.note(5);
  assert.equal(history.points(100, 20), "50,0 100,10");
  history.note(20);
  history.note(20);
  assert.equal(history.points(100, 20), "0,15 50,0 100,0");
});
