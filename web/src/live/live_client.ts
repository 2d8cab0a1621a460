/** One MQTT connection for the whole page, over the WebSocket of the page's own origin. */
import { signal } from "@preact/signals";
import {
  encodeConnect,
  encodeDisconnect,
  encodePing,
  encodeSubscribe,
  encodeUnsubscribe,
  PacketReader,
  type Packet,
} from "./mqtt_packets";

export interface Watcher {
  onMessage: (payload: Uint8Array) => void;
  /** Subscribed, for the first time or again: what came before has to be read. */
  onSubscribed: () => void;
  onRefused?: () => void;
}

const KEEP_ALIVE_S = 30;
const BACKOFF_MIN_MS = 500;
const BACKOFF_MAX_MS = 20_000;

/** Whether messages arrive; shown where charts are. */
export const isLive = signal(false);

class LiveClient {
  private socket: WebSocket | null = null;
  private connected = false;
  private readonly watchers = new Map<string, Set<Watcher>>();
  private readonly asked = new Map<number, string>();
  private nextId = 1;
  private failures = 0;
  private retry = 0;
  private ping = 0;
  private heardAt = 0;

  watch(topic: string, watcher: Watcher): () => void {
    const all = this.watchers.get(topic) ?? new Set();
    all.add(watcher);
    this.watchers.set(topic, all);
    if (this.connected) this.subscribe(topic);
    else this.open();
    return () => this.unwatch(topic, watcher);
  }

  private unwatch(topic: string, watcher: Watcher): void {
    const all = this.watchers.get(topic);
    all?.delete(watcher);
    if (!all || all.size > 0) return;
    this.watchers.delete(topic);
    if (this.watchers.size === 0) this.close();
    else if (this.connected) this.send(encodeUnsubscribe(this.takeId(), [topic]));
  }

  private open(): void {
    if (this.socket) return;
    clearTimeout(this.retry);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/mqtt`, "mqtt");
    const reader = new PacketReader();
    socket.binaryType = "arraybuffer";
    socket.onopen = () => socket.send(encodeConnect(KEEP_ALIVE_S));
    socket.onmessage = (event) => {
      this.heardAt = Date.now();
      for (const packet of reader.read(new Uint8Array(event.data as ArrayBuffer)))
        this.handle(packet);
    };
    socket.onclose = () => this.onClosed(socket);
    this.socket = socket;
  }

  private close(): void {
    clearTimeout(this.retry);
    if (this.connected) this.send(encodeDisconnect());
    const socket = this.socket;
    this.forget();
    socket?.close();
  }

  private forget(): void {
    this.socket = null;
    this.connected = false;
    isLive.value = false;
    this.asked.clear();
    clearInterval(this.ping);
  }

  private onClosed(socket: WebSocket): void {
    if (socket !== this.socket) return;
    this.forget();
    if (this.watchers.size === 0) return;
    const longest = Math.min(BACKOFF_MAX_MS, BACKOFF_MIN_MS * 2 ** this.failures++);
    // Many pages must not come back in the same instant after a restart.
    this.retry = window.setTimeout(() => this.open(), longest * (0.5 + Math.random() / 2));
  }

  private handle(packet: Packet): void {
    if (packet.type === "publish") this.relay(packet.topic, packet.payload);
    else if (packet.type === "suback") this.onSuback(packet.id, packet.codes[0] ?? 0x80);
    else if (packet.type === "connack") this.onConnack(packet.code);
  }

  private onConnack(code: number): void {
    if (code !== 0) {
      this.socket?.close();
      return;
    }
    this.failures = 0;
    this.connected = true;
    isLive.value = true;
    this.ping = window.setInterval(() => this.keepAlive(), (KEEP_ALIVE_S / 2) * 1000);
    for (const topic of this.watchers.keys()) this.subscribe(topic);
  }

  /** A network that went away does not close the socket; silence does. */
  private keepAlive(): void {
    if (Date.now() - this.heardAt > KEEP_ALIVE_S * 1500) this.socket?.close();
    else this.send(encodePing());
  }

  private subscribe(topic: string): void {
    const id = this.takeId();
    this.asked.set(id, topic);
    this.send(encodeSubscribe(id, [topic]));
  }

  private onSuback(id: number, code: number): void {
    const topic = this.asked.get(id);
    this.asked.delete(id);
    for (const watcher of this.watchers.get(topic ?? "") ?? []) {
      if (code >= 0x80) watcher.onRefused?.();
      else watcher.onSubscribed();
    }
  }

  private relay(topic: string, payload: Uint8Array): void {
    for (const watcher of this.watchers.get(topic) ?? []) watcher.onMessage(payload);
  }

  private send(bytes: Uint8Array): void {
    if (this.socket?.readyState === WebSocket.OPEN)
      this.socket.send(bytes as Uint8Array<ArrayBuffer>);
  }

  private takeId(): number {
    const id = this.nextId;
    this.nextId = id === 0xffff ? 1 : id + 1;
    return id;
  }
}

const client = new LiveClient();

/** Hears a topic until the returned function is called. */
export const watchTopic = (topic: string, watcher: Watcher) => client.watch(topic, watcher);
