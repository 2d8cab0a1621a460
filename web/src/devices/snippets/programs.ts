/** Snippets in the languages of computers. Pure. */
import {
  CA_FILE,
  isSecure,
  isWebSocket,
  lines,
  needsCa,
  payloadOf,
  publishTopic,
  urlOf,
  WEBSOCKET_PATH,
  type Connection,
  type Part,
} from "./connection";

export function paho(to: Connection): Part[] {
  const websocket = isWebSocket(to.transport);
  const transport = websocket ? ', transport="websockets"' : "";
  const text = lines(
    "# pip install paho-mqtt",
    "import paho.mqtt.client as mqtt",
    "",
    "client = mqtt.Client(",
    `    mqtt.CallbackAPIVersion.VERSION2, client_id="${to.clientId}"${transport}`,
    ")",
    "client.on_connect = lambda client, userdata, flags, reason, properties: print(reason)",
    `client.username_pw_set("${to.username}", "${to.password}")`,
    websocket && `client.ws_set_options(path="${WEBSOCKET_PATH}")`,
    isSecure(to.transport) && `client.tls_set(${needsCa(to) ? `ca_certs="${CA_FILE}"` : ""})`,
    `client.connect("${to.host}", ${to.port})`,
    "client.loop_start()",
    `client.publish("${publishTopic(to)}", "${payloadOf(to)}", qos=1).wait_for_publish(10)`,
    "client.disconnect()",
    "client.loop_stop()",
  );
  return [{ purpose: "program", text, file: "publish.py" }];
}

export function mqttJs(to: Connection): Part[] {
  const text = lines(
    "// npm install mqtt",
    'import mqtt from "mqtt";',
    needsCa(to) && 'import { readFileSync } from "node:fs";',
    "",
    "const options = {",
    `  clientId: "${to.clientId}",`,
    `  username: "${to.username}",`,
    `  password: "${to.password}",`,
    needsCa(to) && `  ca: readFileSync("${CA_FILE}"),`,
    "};",
    `const client = await mqtt.connectAsync("${urlOf(to)}", options, false);`,
    `await client.publishAsync("${publishTopic(to)}", "${payloadOf(to)}", { qos: 1 });`,
    "await client.endAsync();",
  );
  return [{ purpose: "program", text, file: "publish.mjs" }];
}

const MATLAB_SCHEMES = { tcp: "tcp", tls: "ssl", ws: "ws", wss: "wss" };

export function matlab(to: Connection): Part[] {
  const text = lines(
    `client = mqttclient("${MATLAB_SCHEMES[to.transport]}://${to.host}", Port=${to.port}, ...`,
    `    ClientID="${to.clientId}", ...`,
    `    Username="${to.username}", ...`,
    `    Password="${to.password}"${needsCa(to) ? `, ...\n    CARootCertificate="${CA_FILE}"` : ""});`,
    `write(client, "${publishTopic(to)}", "${payloadOf(to)}")`,
  );
  return [{ purpose: "program", text, file: "publish_reading.m" }];
}

/** A flow that Node-RED imports: a button, the topic, and the server. */
export function nodeRed(to: Connection): Part[] {
  const broker = isWebSocket(to.transport) ? urlOf(to) : to.host;
  const nodes: Record<string, unknown>[] = [
    {
      id: "fieldcast-inject",
      type: "inject",
      name: payloadOf(to),
      props: [{ p: "payload" }],
      repeat: "60",
      payload: payloadOf(to),
      payloadType: "str",
      wires: [["fieldcast-out"]],
    },
    {
      id: "fieldcast-out",
      type: "mqtt out",
      name: "",
      topic: publishTopic(to),
      qos: "1",
      retain: "false",
      broker: "fieldcast-broker",
      wires: [],
    },
    {
      id: "fieldcast-broker",
      type: "mqtt-broker",
      name: "Fieldcast",
      broker,
      port: String(to.port),
      ...(isSecure(to.transport) ? { usetls: true, tls: "fieldcast-tls" } : { usetls: false }),
      clientid: to.clientId,
      protocolVersion: "4",
      keepalive: "60",
      cleansession: true,
      credentials: { user: to.username, password: to.password },
    },
  ];
  if (isSecure(to.transport)) {
    const ca = needsCa(to) ? { ca: CA_FILE } : {};
    nodes.push({
      id: "fieldcast-tls",
      type: "tls-config",
      name: "Fieldcast",
      ...ca,
      verifyservercert: true,
    });
  }
  return [{ purpose: "flow", text: JSON.stringify(nodes, null, 2), file: "flow.json" }];
}
