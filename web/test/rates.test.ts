import assert from "node:assert/strict";
import { test } from "node:test";
import { Rate } from "../src/devices/rates";

test("a rate needs two readings, and looks at the last seconds", () => {
  const rate = new Rate();
  assert.equal(rate.perSecond(), null);
  rate.note(0, 100);
  assert.equal(rate.perSecond(), null);
  rate.note(2000, 104);
  assert.equal(rate.perSecond(), 2);
  for (let at = 4000; at <= 20_000; at += 2000) rate.note(at, 104);
  assert.equal(rate.perSecond(), 0);
});

test("a server that began anew counts from zero", () => {
  const rate = new Rate();
  rate.note(0, 100);
  rate.note(2000, 3);
  assert.equal(rate.perSecond(), null);
});
