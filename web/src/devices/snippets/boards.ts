/** Snippets for microcontrollers. Pure. */
import { secretsHeader } from "../credential_files";
import {
  fieldTopic,
  isSecure,
  lines,
  needsCa,
  EXAMPLE,
  payloadOf,
  publishTopic,
  urlOf,
  type Connection,
  type Part,
} from "./connection";

const pemLines = (to: Connection) => (to.ca ?? "").trim().split("\n");

function sketchHead(to: Connection): string {
  const secure = isSecure(to.transport);
  return lines(
    "#include <WiFi.h>",
    secure && "#include <WiFiClientSecure.h>",
    "#include <PubSubClient.h>",
    '#include "mqtt_secrets.h"',
    "",
    'const char wifiName[] = "YOUR_WIFI";',
    'const char wifiPassword[] = "YOUR_WIFI_PASSWORD";',
    needsCa(to) && `const char authority[] = R"PEM(${pemLines(to).join("\n")}\n)PEM";`,
    "",
    `${secure ? "WiFiClientSecure" : "WiFiClient"} network;`,
    "PubSubClient mqtt(network);",
    "",
  );
}

function sketch(to: Connection): string {
  return lines(
    sketchHead(to),
    "void setup() {",
    "  Serial.begin(115200);",
    "  WiFi.begin(wifiName, wifiPassword);",
    "  while (WiFi.status() != WL_CONNECTED) delay(250);",
    needsCa(to) && "  network.setCACert(authority);",
    `  mqtt.setServer("${to.host}", ${to.port});`,
    "}",
    "",
    "void loop() {",
    "  if (!mqtt.connected() &&",
    "      !mqtt.connect(SECRET_MQTT_CLIENT_ID, SECRET_MQTT_USERNAME, SECRET_MQTT_PASSWORD)) {",
    '    Serial.printf("MQTT state %d\\n", mqtt.state());',
    "    delay(5000);",
    "    return;",
    "  }",
    "  mqtt.loop();",
    "  static unsigned long sentAt = 0;",
    "  if (sentAt != 0 && millis() - sentAt < 15000) return;",
    "  sentAt = millis();",
    `  mqtt.publish("${publishTopic(to)}", "${payloadOf(to)}");`,
    "}",
  );
}

export function pubSubClient(to: Connection): Part[] {
  return [
    { purpose: "secrets", text: secretsHeader(to), file: "mqtt_secrets.h" },
    { purpose: "program", text: sketch(to), file: "fieldcast.ino" },
  ];
}

const cString = (to: Connection) =>
  pemLines(to)
    .map((line) => `    "${line}\\n"`)
    .join("\n");

export function espIdf(to: Connection): Part[] {
  const secure = isSecure(to.transport);
  const bundle = secure && !needsCa(to);
  const text = lines(
    '#include "mqtt_client.h"',
    bundle && '#include "esp_crt_bundle.h"',
    "",
    needsCa(to) && `static const char authority[] =\n${cString(to)};\n`,
    "void publish_reading(void) {",
    "    const esp_mqtt_client_config_t config = {",
    `        .broker.address.uri = "${urlOf(to)}",`,
    needsCa(to) && "        .broker.verification.certificate = authority,",
    bundle && "        .broker.verification.crt_bundle_attach = esp_crt_bundle_attach,",
    `        .credentials.client_id = "${to.clientId}",`,
    `        .credentials.username = "${to.username}",`,
    `        .credentials.authentication.password = "${to.password}",`,
    "    };",
    "    esp_mqtt_client_handle_t client = esp_mqtt_client_init(&config);",
    "    esp_mqtt_client_start(client);",
    `    esp_mqtt_client_enqueue(client, "${publishTopic(to)}", "${payloadOf(to)}", 0, 1, 0, true);`,
    "}",
  );
  return [{ purpose: "program", text, file: "publish_reading.c" }];
}

/** Without a topic prefix, ESPHome publishes nothing that it was not told to. */
export function espHome(to: Connection): Part[] {
  const text = lines(
    "mqtt:",
    `  broker: ${to.host}`,
    `  port: ${to.port}`,
    `  client_id: ${to.clientId}`,
    `  username: ${to.username}`,
    `  password: "${to.password}"`,
    "  topic_prefix: null",
    "  discovery: false",
    needsCa(to) && `  certificate_authority: |\n    ${pemLines(to).join("\n    ")}`,
    "",
    "sensor:",
    "  - platform: uptime",
    "    name: Uptime",
    "    update_interval: 15s",
    "    on_value:",
    "      - mqtt.publish:",
    `          topic: ${fieldTopic(to)}`,
    "          payload: !lambda return to_string(x);",
    "          qos: 1",
  );
  return [{ purpose: "program", text, file: "fieldcast.yaml" }];
}

export function tasmota(to: Connection): Part[] {
  const settings = [
    `MqttHost ${to.host}`,
    `MqttPort ${to.port}`,
    `MqttClient ${to.clientId}`,
    `MqttUser ${to.username}`,
    `MqttPassword ${to.password}`,
  ];
  return [
    { purpose: "console", text: `Backlog ${settings.join("; ")}` },
    { purpose: "publish", text: `Publish ${fieldTopic(to)} ${EXAMPLE}` },
    {
      purpose: "program",
      text: `Rule1 ON Tele-BME280#Temperature DO Publish ${fieldTopic(to)} %value% ENDON\nRule1 1`,
    },
  ];
}
