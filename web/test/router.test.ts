import assert from "node:assert/strict";
import { test } from "node:test";
import { matchPath } from "../src/shell/match_path";

test("a path is taken apart by its pattern", () => {
  assert.deepEqual(matchPath("/channels/:id/:tab?", "/channels/3/keys"), { id: "3", tab: "keys" });
  assert.deepEqual(matchPath("/channels/:id/:tab?", "/channels/3"), { id: "3" });
  assert.deepEqual(matchPath("/channels/:id/:tab?", "/channels/3/"), { id: "3" });
  assert.deepEqual(matchPath("/", "/"), {});
});

test("another path does not match", () => {
  assert.equal(matchPath("/channels/:id/:tab?", "/channels"), null);
  assert.equal(matchPath("/channels", "/channels/3"), null);
  assert.equal(matchPath("/channels/:id/:tab?", "/channels/3/keys/x"), null);
  assert.equal(matchPath("/devices/:id?", "/account"), null);
  assert.equal(matchPath("/channels/:id/:tab?", "/channels/%zz"), null);
});
