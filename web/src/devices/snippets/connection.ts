/** What a program has to know to reach the server as one device. Pure. */
import type { Transport } from "../../api/session";

export interface Connection {
  host: string;
  port: number;
  transport: Transport;
  clientId: string;
  username: string;
  password: string;
  channel: number;
  /** The enabled fields that the examples fill: one or two. */
  fields: number[];
  /** For HTTP. */
  writeKey: string;
  /** The server's own authority, in PEM; null: its certificate is from one that everybody knows. */
  ca: string | null;
}

/** One thing to paste. */
export interface Part {
  purpose: "program" | "publish" | "subscribe" | "secrets" | "console" | "flow" | "request";
  text: string;
  /** Offered for download under this name. */
  file?: string;
}

export const CA_FILE = "ca.pem";
export const WEBSOCKET_PATH = "/mqtt";

export const isSecure = (transport: Transport) => transport === "tls" || transport === "wss";
export const isWebSocket = (transport: Transport) => transport === "ws" || transport === "wss";

/** Whether the program needs the authority's file. */
export const needsCa = (to: Connection) => isSecure(to.transport) && to.ca !== null;

const SCHEMES: Record<Transport, string> = { tcp: "mqtt", tls: "mqtts", ws: "ws", wss: "wss" };

export function urlOf(to: Connection): string {
  const path = isWebSocket(to.transport) ? WEBSOCKET_PATH : "";
  return `${SCHEMES[to.transport]}://${to.host}:${to.port}${path}`;
}

export const publishTopic = (to: Connection) => `channels/${to.channel}/publish`;
export const fieldTopic = (to: Connection) => `${publishTopic(to)}/fields/field${to.fields[0]}`;
export const subscribeTopic = (to: Connection) => `channels/${to.channel}/subscribe`;

const EXAMPLES = ["21.5", "40"];
export const EXAMPLE = EXAMPLES[0]!;

/** `field1=21.5&field2=40` */
export const payloadOf = (to: Connection) =>
  to.fields.map((field, index) => `field${field}=${EXAMPLES[index]}`).join("&");

/** Lines of a program; those that are false are left out. */
export const lines = (...all: (string | false)[]) =>
  all.filter((line) => line !== false).join("\n");
