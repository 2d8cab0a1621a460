import assert from "node:assert/strict";
import { test } from "node:test";
import { isDarkColour, mapParametersOf, parametersOf } from "../src/embed/parameters";

const read = (search: string) => parametersOf("/channels/7/charts/2", search)!;

test("the defaults are ThingSpeak's", () => {
  const {
    channel,
    field,
    colour,
    background,
    type,
    width,
    height,
    isDynamic,
    updateSeconds,
    feedQuery,
  } = read("");
  assert.deepEqual([channel, field], [7, 2]);
  assert.deepEqual(
    [colour, background, type, width, height],
    ["#d62020", "#ffffff", "line", 450, 250],
  );
  assert.deepEqual([isDynamic, updateSeconds, feedQuery], [false, 15, "results=100"]);
});

test("colours may be short, and with a number sign", () => {
  assert.deepEqual(
    [read("?color=0f0").colour, read("?bgcolor=%23123456").background],
    ["#00ff00", "#123456"],
  );
  assert.equal(read("?color=red").colour, "#d62020");
});

test("auto fills the frame", () => {
  assert.deepEqual([read("?width=auto&height=auto").width, read("?width=300").width], [null, 300]);
});

test("parameters of the reading go to it; results only where nothing else chooses", () => {
  assert.equal(
    read("?days=3&average=60&api_key=K&title=x").feedQuery,
    "api_key=K&days=3&average=60",
  );
  assert.equal(read("?round=1").feedQuery, "round=1&results=100");
});

test("step wins over type, and an unknown type is a line", () => {
  assert.deepEqual([read("?step=true&type=column").type, read("?type=pie").type], ["step", "line"]);
});

test("what is no chart's path has no parameters", () => {
  for (const path of ["/channels/7/charts/9", "/channels/x/charts/1", "/channels/7"])
    assert.equal(parametersOf(path, ""), null);
});

test("a map fills its frame, and asks for no entries", () => {
  assert.deepEqual(mapParametersOf("/channels/7/maps/channel_show", ""), {
    channel: 7,
    background: "#ffffff",
    width: null,
    height: null,
    feedQuery: "results=0",
  });
  assert.equal(mapParametersOf("/channels/7/charts/1", ""), null);
});

test("a map has the size and the key that its address says", () => {
  const map = mapParametersOf("/channels/7/maps", "?width=300&height=200&key=K")!;
  assert.deepEqual([map.width, map.height, map.feedQuery], [300, 200, "results=0&api_key=K"]);
});

test("text on a dark ground is light", () => {
  assert.deepEqual(["#000000", "#ffffff", "#16304a", "#ffd000"].map(isDarkColour), [
    true,
    false,
    true,
    false,
  ]);
});
