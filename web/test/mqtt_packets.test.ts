import assert from "node:assert/strict";
import { test } from "node:test";
import {
  encodeConnect,
  encodePing,
  encodeSubscribe,
  encodeUnsubscribe,
  PacketReader,
} from "../src/live/mqtt_packets";

const bytes = (...values: number[]) => new Uint8Array(values);
const publish = (topic: string, payload: string) => {
  const body = [0, topic.length, ...Buffer.from(topic), ...Buffer.from(payload)];
  const length =
    body.length < 128 ? [body.length] : [(body.length & 0x7f) | 0x80, body.length >> 7];
  return bytes(0x30, ...length, ...body);
};

test("CONNECT has an empty client identifier and asks for a clean session", () => {
  assert.deepEqual([...encodeConnect(30)], [0x10, 12, 0, 4, 77, 81, 84, 84, 4, 2, 0, 30, 0, 0]);
});

test("SUBSCRIBE and UNSUBSCRIBE carry their packet identifier", () => {
  assert.deepEqual([...encodeSubscribe(258, ["a/b"])], [0x82, 8, 1, 2, 0, 3, 97, 47, 98, 0]);
  assert.deepEqual([...encodeUnsubscribe(1, ["a"])], [0xa2, 5, 0, 1, 0, 1, 97]);
  assert.deepEqual([...encodePing()], [0xc0, 0]);
});

test("a packet of more than 127 bytes has a length of two bytes", () => {
  const topic = "t".repeat(200);
  const packet = encodeSubscribe(1, [topic]);
  assert.equal(packet.length, 2 + 1 + 205);
  assert.deepEqual([packet[1], packet[2]], [(205 & 0x7f) | 0x80, 1]);
});

test("a reader answers CONNACK, SUBACK, PINGRESP and PUBLISH", () => {
  const reader = new PacketReader();
  assert.deepEqual(reader.read(bytes(0x20, 2, 0, 5)), [{ type: "connack", code: 5 }]);
  assert.deepEqual(reader.read(bytes(0x90, 3, 1, 2, 0x80)), [
    { type: "suback", id: 258, codes: [0x80] },
  ]);
  assert.deepEqual(reader.read(bytes(0xd0, 0)), [{ type: "pingresp" }]);
  const [packet] = reader.read(publish("channels/1/subscribe", "{}"));
  assert.equal(packet?.type === "publish" && packet.topic, "channels/1/subscribe");
  assert.equal(packet?.type === "publish" && Buffer.from(packet.payload).toString(), "{}");
});

test("packets may come in pieces of any size", () => {
  const stream = [...publish("a", "x".repeat(300)), ...bytes(0xd0, 0), ...publish("b", "y")];
  for (const size of [1, 2, 3, 7, 100, stream.length]) {
    const reader = new PacketReader();
    const packets = [];
    for (let at = 0; at < stream.length; at += size)
      packets.push(...reader.read(bytes(...stream.slice(at, at + size))));
    assert.deepEqual(
      packets.map((packet) => packet.type),
      ["publish", "pingresp", "publish"],
      `pieces of ${size}`,
    );
  }
});
