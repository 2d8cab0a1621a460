import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry } from "../src/api/feeds";
import { MARKS_MAX, markNear, marksOf, withMark } from "../src/charts/status_marks";

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 12, 0, second)).toISOString();
const entry = (second: number, status: string | null): Entry => ({
  created_at: at(second),
  entry_id: second,
  status,
});
const texts = (entries: Entry[]) => marksOf(entries).map((mark) => mark.text);

test("status texts are in order of time, and entries without one have no mark", () => {
  assert.deepEqual(texts([entry(3, "late"), entry(1, "early"), entry(2, null), entry(4, "  ")]), [
    "early",
    "late",
  ]);
});

test("only so many are kept, the newest", () => {
  let marks = marksOf([]);
  for (let n = 0; n <= MARKS_MAX; n++) marks = withMark(marks, entry(n, String(n)));
  assert.equal(marks.length, MARKS_MAX);
  assert.equal(marks[0]?.text, "1");
});

test("what is pointed at is the nearest within reach", () => {
  const marks = marksOf([entry(1, "one"), entry(3, "three")]);
  assert.equal(markNear(marks, Date.parse(at(2)) + 100, 2000)?.text, "three");
  assert.equal(markNear(marks, Date.parse(at(2)), 900), null);
});
