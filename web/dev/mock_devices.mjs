// Devices that behave: one that works, one with a wrong password, one that is not allowed, and new
// ones, whose first message comes some seconds after their page was opened.
export const ago = (seconds) =>
  new Date(Date.now() - seconds * 1000).toISOString().replace(/\.\d+/, "");
const refuse = (status, details) => ({ status, error: { error_code: "error", details } });
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789";
const random = (length) =>
  Array.from({ length }, () => letters[Math.floor(Math.random() * letters.length)]).join("");

const quiet = {
  connected: false,
  since: null,
  last_seen_at: null,
  protocol: null,
  transport: null,
  address: null,
  messages: 0,
  last_message_at: null,
  stored_at: null,
  refusals: 0,
  last_refusal: null,
};

function device(device_id, name, channels, more = {}) {
  const client_id = random(23);
  return {
    device_id,
    name,
    description: "",
    owner: "ann",
    client_id,
    username: client_id,
    channels,
    created_at: ago(9e6 / device_id),
    ...more,
    activity: { ...quiet, ...more.activity },
  };
}

const both = (id) => ({ id, publish: true, subscribe: true });
const seen = (transport, address) => ({ protocol: "MQTT 3.1.1", transport, address });
const refused = (seconds, reason, topic = "", address = "192.0.2.41:49152") => ({
  at: ago(seconds),
  reason,
  remedy: `The server's words about ${reason}.`,
  topic,
  address,
});

export const devices = new Map(
  [
    device(1, "Mast", [both(1)], {
      description: "ESP32 behind the greenhouse",
      activity: {
        connected: true,
        since: ago(86_000),
        last_seen_at: ago(0),
        ...seen("tls", "192.0.2.7:51234"),
        messages: 184_203,
        refusals: 12,
        last_refusal: refused(4000, "publish_not_allowed", "channels/2/publish"),
      },
    }),
    device(2, "Workshop sensor", [{ id: 2, publish: true, subscribe: false }], {
      activity: {
        connected: true,
        since: ago(3600),
        ...seen("ws", "192.0.2.12:40022"),
        last_seen_at: ago(1),
        messages: 360,
        stored_at: ago(9),
        last_message_at: ago(9),
      },
    }),
    device(3, "Aquarium pump", [both(1), both(2)], {
      description: "Tasmota plug",
      activity: {
        last_seen_at: ago(300),
        ...seen("tcp", "192.0.2.41:49152"),
        refusals: 31,
        last_refusal: refused(4, "wrong_password"),
      },
    }),
    device(4, "Bench board", [both(4)], { description: "Nothing was sent yet" }),
    device(5, "Greenhouse", [{ id: 1, publish: true, subscribe: false }], {
      activity: {
        connected: true,
        since: ago(60),
        ...seen("tcp", "192.0.2.23:50110"),
        last_seen_at: ago(1),
        messages: 20,
        last_message_at: ago(2),
        refusals: 20,
        last_refusal: refused(2, "publish_not_allowed", "channels/12/publish"),
      },
    }),
    device(6, "Display", [{ id: 1, publish: false, subscribe: true }], {
      activity: {
        last_seen_at: ago(90_000),
        protocol: "MQTT 5.0",
        transport: "wss",
        address: "192.0.2.80:61000",
        messages: 0,
      },
    }),
  ].map((one) => [one.device_id, one]),
);

setInterval(() => {
  const { activity } = devices.get(1) ?? { activity: {} };
  activity.messages += 1;
  activity.stored_at = activity.last_message_at = activity.last_seen_at = ago(0);
}, 1000).unref();

const none = { tcp_at: null, tls_at: null, connect_at: null, publish_at: null, stored_at: null };
const opened = new Map();

/** A new device's message comes step by step. */
function firstMessage(id) {
  const from = opened.get(id) ?? Date.now();
  opened.set(id, from);
  const after = (seconds) =>
    Date.now() - from > seconds * 1000 ? new Date(from + seconds * 1000).toISOString() : null;
  return {
    ...none,
    tcp_at: after(4),
    connect_at: after(6),
    publish_at: after(8),
    stored_at: after(9),
    problems: [],
  };
}

function journey({ match }) {
  const id = Number(match[1]);
  if (id === 1)
    return {
      tcp_at: ago(86_000),
      tls_at: ago(86_000),
      connect_at: ago(86_000),
      publish_at: ago(1),
      stored_at: ago(1),
      problems: [refused(4000, "wrong_password")],
    };
  if (id === 3)
    return {
      ...none,
      tcp_at: ago(4),
      problems: [refused(4, "wrong_password"), refused(600, "tls_to_plain_port")],
    };
  if (id === 5)
    return {
      ...none,
      tcp_at: ago(60),
      connect_at: ago(60),
      publish_at: ago(2),
      problems: [refused(2, "publish_not_allowed", "channels/12/publish", "192.0.2.23:50110")],
    };
  if (id === 6) return { ...none, problems: [refused(20, "tls_to_plain_port")] };
  return firstMessage(id);
}

const found = (match) => devices.get(Number(match[1]));
const missing = refuse(404, "There is no such device.");
const secrets = ({ device_id, client_id, username }) => ({
  device_id,
  client_id,
  username,
  password: `${random(11)}+/${random(11)}`,
});

function create({ body }) {
  const one = device(Math.max(...devices.keys()) + 1, "", [], JSON.parse(body));
  one.created_at = ago(0);
  devices.set(one.device_id, one);
  return secrets(one);
}

const named = (id) => ({ device_id: id, name: devices.get(id)?.name ?? "?" });
const happened = (seconds, kind, reason, more = {}) => ({
  at: ago(seconds),
  first_at: ago(seconds),
  count: 1,
  kind,
  device: null,
  channel: null,
  reason,
  remedy: "",
  topic: "",
  address: "192.0.2.41:49152",
  ...more,
});
const happenings = () => [
  happened(2, "refusal", "publish_not_allowed", {
    device: named(5),
    channel: 12,
    topic: "channels/12/publish",
    count: 20,
    first_at: ago(60),
    address: "192.0.2.23:50110",
  }),
  happened(4, "refusal", "wrong_password", { device: named(3), count: 31, first_at: ago(300) }),
  happened(60, "connection", "connected", { device: named(5), address: "192.0.2.23:50110" }),
  happened(600, "problem", "tls_to_plain_port", { count: 3, first_at: ago(640) }),
  happened(900, "problem", "tls_failed", {
    remedy:
      "The client does not trust the authority of the server's certificate (alert unknown ca): give it the authority's certificate, ca.pem.",
  }),
  happened(3600, "connection", "connected", { device: named(2), address: "192.0.2.12:40022" }),
  happened(4000, "refusal", "publish_not_allowed", {
    device: named(1),
    channel: 2,
    topic: "channels/2/publish",
    count: 12,
    first_at: ago(4300),
    address: "192.0.2.7:51234",
  }),
  happened(7300, "refusal", "device_shared", { device: named(2), count: 2, first_at: ago(7390) }),
  happened(86_000, "connection", "connected", { device: named(1), address: "192.0.2.7:51234" }),
];

function activity({ query }) {
  const is = (name, value) => !query.get(name) || Number(query.get(name)) === value;
  return happenings()
    .filter((event) => is("device", event.device?.device_id) && is("channel", event.channel))
    .slice(0, Number(query.get("limit") ?? 200));
}

const at = (rest = "") => new RegExp(`^/api/v1/devices/(\\d+)${rest}$`);

export const deviceRoutes = [
  ["GET", /^\/api\/v1\/devices$/, () => [...devices.values()]],
  ["POST", /^\/api\/v1\/devices$/, create],
  ["GET", at(), ({ match }) => (found(match) ? { ...found(match), events: [] } : missing)],
  ["PATCH", at(), ({ match, body }) => Object.assign(found(match), JSON.parse(body))],
  ["DELETE", at(), ({ match }) => void devices.delete(Number(match[1]))],
  ["POST", at("/password"), ({ match }) => secrets(found(match))],
  ["GET", at("/journey"), journey],
  ["GET", /^\/api\/v1\/activity$/, activity],
];
