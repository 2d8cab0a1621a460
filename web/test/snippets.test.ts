import assert from "node:assert/strict";
import { test } from "node:test";
import type { Door, Transport } from "../src/api/session";
import { credentialsJson, credentialsText, secretsHeader } from "../src/devices/credential_files";
import { hostFor } from "../src/devices/doors";
import type { Connection } from "../src/devices/snippets/connection";
import { doorsFor, tools } from "../src/devices/snippets/tools";

const CA = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
const PORTS: Record<Transport, number> = { tcp: 1883, tls: 8883, ws: 8080, wss: 8443 };
const who = { clientId: "CLIENT", username: "CLIENT", password: "pass+/word" };

const connection = (transport: Transport, ca: string | null = CA): Connection => ({
  ...who,
  host: "raspi",
  port: PORTS[transport],
  transport,
  channel: 7,
  fields: [2, 5],
  writeKey: "WRITEKEY",
  ca,
});

const textOf = (id: string, to: Connection) =>
  tools
    .find((tool) => tool.id === id)!
    .write(to)
    .map((part) => part.text)
    .join("\n\n");

test("every snippet has the real host, port, topic and credentials", () => {
  for (const tool of tools) {
    for (const transport of tool.transports) {
      const text = textOf(tool.id, connection(transport));
      const isHttp = tool.id === "curl";
      const expected = [
        "raspi",
        String(PORTS[transport]),
        ...(isHttp ? ["WRITEKEY"] : ["CLIENT", "pass+/word"]),
      ];
      for (const part of expected)
        assert.ok(text.includes(part), `${tool.id} ${transport} lacks ${part}`);
      if (!isHttp) assert.match(text, /channels\/7\/publish/, tool.id);
      assert.doesNotMatch(text, /undefined|null,/, `${tool.id} ${transport}`);
    }
  }
});

test("TLS names the authority where the server has its own", () => {
  for (const tool of tools) {
    for (const transport of tool.transports.filter((one) => one === "tls" || one === "wss")) {
      assert.match(textOf(tool.id, connection(transport)), /ca\.pem|BEGIN CERTIFICATE/, tool.id);
      assert.doesNotMatch(
        textOf(tool.id, connection(transport, null)),
        /ca\.pem|BEGIN CERT/,
        tool.id,
      );
    }
    if (tool.transports.includes("tcp")) {
      assert.doesNotMatch(textOf(tool.id, connection("tcp")), /ca\.pem|BEGIN CERT/, tool.id);
    }
  }
});

test("mosquitto_pub over TCP, to the letter", () => {
  assert.equal(
    textOf("mosquitto", connection("tcp")).split("\n\n")[0],
    "mosquitto_pub -h raspi -p 1883 -i CLIENT \\\n  -u CLIENT -P 'pass+/word' \\\n" +
      "  -q 1 -t channels/7/publish -m 'field2=21.5&field5=40'",
  );
});

test("a Node-RED flow is JSON, and its wires meet", () => {
  const nodes = JSON.parse(textOf("nodered", connection("wss"))) as Record<string, unknown>[];
  const byType = (type: string) => nodes.find((node) => node["type"] === type)!;
  assert.deepEqual(byType("inject")["wires"], [[byType("mqtt out")["id"]]]);
  assert.equal(byType("mqtt out")["broker"], byType("mqtt-broker")["id"]);
  assert.equal(byType("mqtt-broker")["tls"], byType("tls-config")["id"]);
  assert.equal(byType("mqtt-broker")["broker"], "wss://raspi:8443/mqtt");
});

test("an authority in a C string keeps its lines", () => {
  assert.match(
    textOf("espidf", connection("tls")),
    /"-----BEGIN CERTIFICATE-----\\n"\n {4}"MIIB\\n"/,
  );
});

const doors: Door[] = (["tcp", "tls", "ws"] as const).map((transport) => ({
  transport,
  port: PORTS[transport],
  url: `mqtt://raspi:${PORTS[transport]}`,
}));

test("a tool is offered the listeners that it can use", () => {
  const offered = (id: string, hasOwnCa = true) =>
    doorsFor(
      tools.find((tool) => tool.id === id)!,
      doors,
      hasOwnCa,
    )
      .map((door) => door.transport)
      .join(" ");
  assert.equal(offered("paho"), "tcp tls ws");
  assert.equal(offered("curl"), "ws");
  assert.equal(offered("esphome"), "tcp tls");
  assert.equal(offered("esphome", false), "tcp");
});

test("the host is the one of the browser's address, unless that means the browser's machine", () => {
  assert.equal(hostFor(doors[0]!, "192.0.2.3"), "192.0.2.3");
  for (const local of ["localhost", "127.0.0.1", "[::1]"])
    assert.equal(hostFor(doors[0]!, local), "raspi");
});

test("mqtt_secrets.h has exactly three lines, in ThingSpeak's order", () => {
  assert.equal(
    secretsHeader(who),
    '#define SECRET_MQTT_USERNAME "CLIENT"\n#define SECRET_MQTT_CLIENT_ID "CLIENT"\n' +
      '#define SECRET_MQTT_PASSWORD "pass+/word"\n',
  );
});

test("the other files say the server, too", () => {
  const server = { host: "raspi", port: 1883 };
  assert.match(
    credentialsText(who, server),
    /^Client ID: CLIENT\nUsername: CLIENT\nPassword: pass\+\/word\nHost: raspi\n/,
  );
  const channels = [{ id: 7, publish: true, subscribe: false }];
  assert.deepEqual(JSON.parse(credentialsJson(who, server, channels)), {
    client_id: "CLIENT",
    username: "CLIENT",
    password: "pass+/word",
    host: "raspi",
    port: 1883,
    channels,
  });
});
