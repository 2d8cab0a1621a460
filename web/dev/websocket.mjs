// The server's side of MQTT over WebSocket, as far as the page needs it.
import { createHash } from "node:crypto";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

function frame(payload) {
  const { length } = payload;
  const header = length < 126 ? [0x82, length] : [0x82, 126, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(header), payload]);
}

/** Yields the payloads of complete client frames in `buffer`, and what is left of it. */
function unframe(buffer) {
  const payloads = [];
  while (buffer.length >= 2) {
    const long = (buffer[1] & 0x7f) === 126;
    const at = long ? 4 : 2;
    const length = long ? buffer.readUInt16BE(2) : buffer[1] & 0x7f;
    if (buffer.length < at + 4 + length) break;
    const mask = buffer.subarray(at, at + 4);
    const body = Buffer.from(buffer.subarray(at + 4, at + 4 + length));
    for (let i = 0; i < length; i++) body[i] ^= mask[i & 3];
    if ((buffer[0] & 0x0f) === 2) payloads.push(body);
    buffer = buffer.subarray(at + 4 + length);
  }
  return { payloads, rest: buffer };
}

function publishPacket(topic, text) {
  const name = Buffer.from(topic);
  const body = Buffer.concat([
    Buffer.from([name.length >> 8, name.length & 0xff]),
    name,
    Buffer.from(text),
  ]);
  const length = [];
  let rest = body.length;
  do {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>= 7;
  } while (rest);
  return Buffer.concat([Buffer.from([0x30, ...length]), body]);
}

/** Clients and what they have subscribed to. */
export class Broker {
  #clients = new Map();

  upgrade(request, socket) {
    const accept = createHash("sha1")
      .update(request.headers["sec-websocket-key"] + GUID)
      .digest("base64");
    socket.write(
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
        `Sec-WebSocket-Accept: ${accept}\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n`,
    );
    this.#clients.set(socket, new Set());
    let buffer = Buffer.alloc(0);
    socket.on("data", (bytes) => {
      const { payloads, rest } = unframe(Buffer.concat([buffer, bytes]));
      buffer = rest;
      for (const packet of payloads) this.#answer(socket, packet);
    });
    socket.on("close", () => this.#clients.delete(socket));
    socket.on("error", () => this.#clients.delete(socket));
  }

  #answer(socket, packet) {
    const kind = packet[0] >> 4;
    if (kind === 1) socket.write(frame(Buffer.from([0x20, 2, 0, 0])));
    else if (kind === 12) socket.write(frame(Buffer.from([0xd0, 0])));
    else if (kind === 8 || kind === 10) {
      const topic = packet.toString("utf8", 6, 6 + packet.readUInt16BE(4));
      if (kind === 8) {
        this.#clients.get(socket)?.add(topic);
        socket.write(frame(Buffer.from([0x90, 3, packet[2], packet[3], 0])));
      } else {
        this.#clients.get(socket)?.delete(topic);
        socket.write(frame(Buffer.from([0xb0, 2, packet[2], packet[3]])));
      }
    }
  }

  publish(topic, text) {
    const packet = frame(publishPacket(topic, text));
    for (const [socket, topics] of this.#clients) if (topics.has(topic)) socket.write(packet);
  }
}
