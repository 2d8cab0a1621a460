// One mqtt.js client for the system tests. Its argument is JSON:
//   { url, caFile, options, subscribe: { filter: { qos } },
//     publish: [{ topic, payload, qos, retain }], expect: number of messages to wait for }
// It prints a line of JSON for what happens: connected, granted, published, message, error; and
// ends by itself when all is published and as many messages came as expected. With a
// reconnectPeriod among its options a lost connection is no error.
import { readFileSync } from "node:fs";
import mqtt from "mqtt";

const plan = JSON.parse(process.argv[2]);
const ca = plan.caFile ? readFileSync(plan.caFile) : undefined;
const client = mqtt.connect(plan.url, { reconnectPeriod: 0, ca, ...plan.options });
let missing = plan.expect ?? 0;
let published = false;

const tell = (event, details) => console.log(JSON.stringify({ event, ...details }));

function endWhenDone() {
    if (published && missing <= 0) client.end();
}

client.on("error", (error) => {
    if (client.options.reconnectPeriod > 0) return;
    tell("error", { code: error.code, text: error.message });
    client.end(true);
});

client.on("message", (topic, payload, packet) => {
    const { qos, retain } = packet;
    tell("message", { topic, payload: payload.toString(), qos, retain });
    missing -= 1;
    endWhenDone();
});

client.once("connect", async () => {
    tell("connected", {});
    if (plan.subscribe) {
        // A refused filter rejects; the SUBACK behind it has all codes.
        const granted = await new Promise((resolve) =>
            client.subscribe(plan.subscribe, (error, _, suback) => resolve(suback.granted)),
        );
        tell("granted", { codes: [...granted] });
    }
    for (const { topic, payload, ...options } of plan.publish ?? []) {
        await client.publishAsync(topic, payload, options);
        tell("published", { topic });
    }
    published = true;
    endWhenDone();
});
