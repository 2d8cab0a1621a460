/** The part of MQTT 3.1.1 that the page speaks: bytes and packets, nothing else. */

export type Packet =
  | { type: "connack"; code: number }
  | { type: "suback"; id: number; codes: number[] }
  | { type: "publish"; topic: string; payload: Uint8Array }
  | { type: "pingresp" };

const text = new TextEncoder();
const words = new TextDecoder();

function withLength(bytes: Uint8Array): number[] {
  return [bytes.length >> 8, bytes.length & 0xff, ...bytes];
}

function packet(first: number, body: number[]): Uint8Array {
  const length: number[] = [];
  let rest = body.length;
  do {
    length.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    rest >>= 7;
  } while (rest > 0);
  return new Uint8Array([first, ...length, ...body]);
}

/** No Client Identifier and no user name: the browser's cookie says who it is. */
export function encodeConnect(keepAliveSeconds: number): Uint8Array {
  const cleanSession = 0x02;
  const body = [...withLength(text.encode("MQTT")), 4, cleanSession];
  return packet(0x10, [...body, keepAliveSeconds >> 8, keepAliveSeconds & 0xff, 0, 0]);
}

export function encodeSubscribe(id: number, topics: string[]): Uint8Array {
  const filters = topics.flatMap((topic) => [...withLength(text.encode(topic)), 0]);
  return packet(0x82, [id >> 8, id & 0xff, ...filters]);
}

export function encodeUnsubscribe(id: number, topics: string[]): Uint8Array {
  const filters = topics.flatMap((topic) => withLength(text.encode(topic)));
  return packet(0xa2, [id >> 8, id & 0xff, ...filters]);
}

export const encodePing = () => packet(0xc0, []);

export const encodeDisconnect = () => packet(0xe0, []);

function decodePublish(flags: number, body: Uint8Array): Packet {
  const topicEnd = 2 + ((body[0]! << 8) | body[1]!);
  const identifier = (flags & 0x06) === 0 ? 0 : 2;
  const topic = words.decode(body.subarray(2, topicEnd));
  return { type: "publish", topic, payload: body.subarray(topicEnd + identifier) };
}

/** Undefined for what this client has no use for. */
function decode(first: number, body: Uint8Array): Packet | undefined {
  switch (first >> 4) {
    case 2:
      return { type: "connack", code: body[1]! };
    case 3:
      return decodePublish(first & 0x0f, body);
    case 9:
      return { type: "suback", id: (body[0]! << 8) | body[1]!, codes: [...body.subarray(2)] };
    case 13:
      return { type: "pingresp" };
    default:
      return undefined;
  }
}

/** Where the Remaining Length ends and what it says; null while it is incomplete. */
function readLength(bytes: Uint8Array): { length: number; at: number } | null {
  let length = 0;
  for (let at = 1; at < bytes.length && at <= 4; at++) {
    length |= (bytes[at]! & 0x7f) << (7 * (at - 1));
    if ((bytes[at]! & 0x80) === 0) return { length, at: at + 1 };
  }
  return null;
}

/** Makes packets of a stream of bytes: WebSocket frames and packets need not agree. */
export class PacketReader {
  private pending: Uint8Array = new Uint8Array(0);

  read(bytes: Uint8Array): Packet[] {
    this.pending = this.pending.length ? join(this.pending, bytes) : bytes;
    const packets: Packet[] = [];
    for (;;) {
      const header = readLength(this.pending);
      if (!header || this.pending.length < header.at + header.length) return packets;
      const end = header.at + header.length;
      const decoded = decode(this.pending[0]!, this.pending.subarray(header.at, end));
      if (decoded) packets.push(decoded);
      this.pending = this.pending.subarray(end);
    }
  }
}

function join(a: Uint8Array, b: Uint8Array): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}
