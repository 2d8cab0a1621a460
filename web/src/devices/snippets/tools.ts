/** The programs for which there are snippets, and what each of them speaks. Pure. */
import type { Door, Transport } from "../../api/session";
import { espHome, espIdf, pubSubClient, tasmota } from "./boards";
import { curl, mosquitto } from "./commands";
import { isSecure, type Connection, type Part } from "./connection";
import { matlab, mqttJs, nodeRed, paho } from "./programs";

export interface Tool {
  id: string;
  /** Its own name, the same in every language. */
  name: string;
  transports: Transport[];
  /** Trusts only an authority that it is given. */
  onlyOwnCa?: boolean;
  write: (to: Connection) => Part[];
}

const all: Transport[] = ["tcp", "tls", "ws", "wss"];

export const tools: Tool[] = [
  { id: "mosquitto", name: "mosquitto", transports: ["tcp", "tls"], write: mosquitto },
  { id: "paho", name: "Python (Paho)", transports: all, write: paho },
  { id: "mqttjs", name: "Node.js (mqtt.js)", transports: all, write: mqttJs },
  {
    id: "arduino",
    name: "Arduino (PubSubClient)",
    transports: ["tcp", "tls"],
    onlyOwnCa: true,
    write: pubSubClient,
  },
  { id: "espidf", name: "ESP-IDF", transports: all, write: espIdf },
  { id: "esphome", name: "ESPHome", transports: ["tcp", "tls"], onlyOwnCa: true, write: espHome },
  { id: "tasmota", name: "Tasmota", transports: ["tcp"], write: tasmota },
  { id: "nodered", name: "Node-RED", transports: all, write: nodeRed },
  { id: "matlab", name: "MATLAB", transports: all, write: matlab },
  { id: "curl", name: "curl (HTTP)", transports: ["ws", "wss"], write: curl },
];

/** The server's listeners that the tool can use. */
export function doorsFor(tool: Tool, doors: Door[], hasOwnCa: boolean): Door[] {
  return doors.filter(
    ({ transport }) =>
      tool.transports.includes(transport) && (hasOwnCa || !tool.onlyOwnCa || !isSecure(transport)),
  );
}
