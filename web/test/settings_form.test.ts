import assert from "node:assert/strict";
import { test } from "node:test";
import type { Channel } from "../src/api/channels";
import { changesIn, formOf } from "../src/channels/settings_form";

const channel = {
  id: 1,
  name: "Garden",
  field1: "Temperature",
  description: null,
  latitude: "52.5",
  interval: 0,
  last_entry_on_subscribe: false,
  retention_days: 0,
  retention_entries: 500,
} as unknown as Channel;

test("what was not touched is not sent", () => {
  const before = formOf(channel);
  assert.deepEqual(changesIn({ ...before, description: "new", interval: "15" }, before), {
    description: "new",
    interval: 15,
  });
});

test("no limit is an empty line in the form, and zero on the wire", () => {
  const before = formOf(channel);
  assert.deepEqual([before.retention_days, before.retention_entries], ["", "500"]);
  assert.deepEqual(changesIn({ ...before, retention_entries: "" }, before), {
    retention_entries: 0,
  });
});

test("the eight labels go together", () => {
  const before = formOf(channel);
  const fields = before.fields.map((label, index) => (index === 1 ? "Humidity" : label));
  assert.deepEqual(changesIn({ ...before, fields }, before).fields?.slice(0, 3), [
    "Temperature",
    "Humidity",
    null,
  ]);
});

test("nowhere is empty in the form, and 0 on the wire", () => {
  const nowhere = formOf({ ...channel, latitude: "0.0", longitude: "0.0" } as Channel);
  assert.deepEqual([nowhere.latitude, nowhere.longitude], ["", ""]);
  const before = formOf({ ...channel, longitude: "13.4" } as Channel);
  assert.deepEqual(changesIn({ ...before, latitude: "", longitude: "" }, before), {
    latitude: "0.0",
    longitude: "0.0",
  });
});
