import assert from "node:assert/strict";
import { test } from "node:test";
import { filtersIn, isFiltered, queryOf, searchOf } from "../src/activity/filters";

test("filters go into the address and come back", () => {
  const filters = { device: 3, channel: 7, kind: "refusal" } as const;
  assert.equal(searchOf(filters), "?device=3&channel=7&kind=refusal");
  assert.deepEqual(filtersIn(searchOf(filters)), filters);
});

test("an address without filters, or with nonsense, shows everything", () => {
  const everything = { device: null, channel: null, kind: "all" };
  assert.deepEqual(filtersIn(""), everything);
  assert.deepEqual(filtersIn("?device=x&channel=-1&kind=odd"), everything);
  assert.equal(isFiltered(filtersIn("?kind=odd")), false);
});

test("the server is asked for device and channel; the kind is the page's", () => {
  assert.deepEqual(queryOf({ device: 3, channel: null, kind: "problem" }), {
    limit: 200,
    device: 3,
  });
});
