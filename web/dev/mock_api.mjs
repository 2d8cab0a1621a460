// /api/v1 and the reads of ThingSpeak's form, from memory.
import { isOff, reading, series } from "./weather.mjs";

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString();
const refuse = (status, details, more = {}) => ({
  status,
  error: { error_code: "error", details },
  ...more,
});
const INTERVAL = 1000;

function channel(id, name, labels, more = {}) {
  const fields = Object.fromEntries(labels.map((label, at) => [`field${at + 1}`, label]));
  return {
    id,
    name,
    owner: "ann",
    public: false,
    created_at: ago(9e6),
    updated_at: ago(5e5),
    ...fields,
    description: "",
    metadata: "",
    tags: "",
    url: "",
    github_url: "",
    latitude: null,
    longitude: null,
    elevation: null,
    interval: 0,
    last_entry_on_subscribe: false,
    last_entry_id: 1_204_332,
    write_api_key: "K7Q2M9XW4B1ZC8TA",
    read_api_keys: [{ api_key: "H3V8N5RD0JEY6PLU", note: "Home Assistant" }],
    shared_with: [],
    retention_days: 0,
    retention_entries: 0,
    is_simulated: false,
    may_administer: true,
    ...more,
  };
}

const all = [
  channel(
    1,
    "Garden weather",
    ["Temperature", "Humidity", "Pressure", "Wind", "Sunlight", "Pump", "Battery", "Signal"],
    {
      description: "The mast behind the greenhouse. Readings every second, solar powered.",
      tags: "weather, garden, outdoor",
      latitude: "52.5163",
      longitude: "13.3777",
      elevation: "34",
      url: "https://example.org/garden",
      github_url: "https://github.com/example/garden",
      public: true,
      metadata: '{"mast": 2.5, "sensor": "BME280"}',
      retention_entries: 2_000_000,
    },
  ),
  channel(2, "Workshop", ["Temperature", "Humidity", null, "Dust"], {
    description: "Saw bench and spray booth",
  }),
  channel(3, "Aquarium", ["Water temperature", "pH", "Light"], {
    owner: "bob",
    may_administer: false,
  }),
  channel(4, "Bench test", ["Voltage"], { last_entry_id: null }),
];
for (let id = 10; id < 17; id++) {
  all.push(channel(id, `Wall ${id}`, ["A", "B", "C", "D", "E", "F", "G", "H"], { owner: "carl" }));
}

export const state = {
  channels: new Map(all.map((one) => [one.id, one])),
  user: { user: "ann", role: "administrator", time_zone: "", created_at: ago(9e6) },
};

const doors = [
  { transport: "tcp", port: 1883, url: "mqtt://raspi:1883" },
  { transport: "tls", port: 8883, url: "mqtts://raspi:8883" },
  { transport: "ws", port: 8080, url: "ws://raspi:8080/mqtt" },
];
export const session = () => ({
  is_set_up: true,
  user: state.user,
  server: { version: "0.1.0", host_name: "raspi", doors, has_own_ca: true },
});

function summary(one) {
  return {
    id: one.id,
    name: one.name,
    owner: one.owner,
    public: one.public,
    created_at: one.created_at,
    description: one.description,
    tags: one.tags,
    last_entry_id: one.last_entry_id,
    fields: [1, 2, 3, 4, 5, 6, 7, 8].map((number) => one[`field${number}`] ?? null),
    last_entry_at: one.last_entry_id ? ago(one.id % 5) : null,
    is_shared_with_me: one.owner === "bob",
  };
}

function signIn({ body }) {
  const { user, password } = JSON.parse(body);
  if (password !== "correct horse") return refuse(401, "User name or password is wrong.");
  state.user = { user, role: "administrator", time_zone: "", created_at: ago(9e6) };
  return session();
}

const found = (match) => state.channels.get(Number(match[1]));
const missing = refuse(404, "There is no such channel. Check its number.");

function change({ match, body }) {
  const one = found(match);
  const { fields, new_write_key, add_read_key, remove_read_key, ...rest } = JSON.parse(body);
  Object.assign(one, rest);
  fields?.forEach((label, at) => (one[`field${at + 1}`] = label));
  if (new_write_key)
    one.write_api_key = Math.random()
      .toString(36)
      .slice(2)
      .toUpperCase()
      .padEnd(16, "0")
      .slice(0, 16);
  if (add_read_key !== undefined)
    one.read_api_keys.push({ api_key: "NEWKEY0123456789", note: add_read_key });
  one.read_api_keys = one.read_api_keys.filter((key) => key.api_key !== remove_read_key);
  return one;
}

function readSeries({ match, query }) {
  const end = query.get("end") ? Date.parse(query.get("end")) : Date.now();
  const start = query.get("start") ? Date.parse(query.get("start")) : end - 400 * 86_400_000;
  const fields = query.get("fields").split(",").map(Number);
  return series(Number(match[1]), fields, start, end, Number(query.get("points") ?? 800), INTERVAL);
}

function feeds({ match, query }) {
  const one = found(match);
  const count = one.last_entry_id ? Math.min(200, Number(query.get("results") ?? 100)) : 0;
  const rows = Array.from({ length: count }, (_, at) => {
    const time = Math.floor(Date.now() / 1000) * 1000 - (count - at) * INTERVAL;
    const row = {
      created_at: new Date(time).toISOString(),
      entry_id: one.last_entry_id - count + at,
    };
    for (let field = 1; field <= 8; field++) {
      if (one[`field${field}`])
        row[`field${field}`] = isOff(time) ? null : String(reading(field, time));
    }
    return row;
  });
  return { channel: { id: one.id, name: one.name, ...one }, feeds: rows };
}

function importCsv({ match, query, body }) {
  const rows = body.trim().split("\n").slice(1);
  const bad = rows
    .map((row, at) => ({ row: at + 2, details: `created_at is not a time: ${row.split(",")[0]}` }))
    .filter((_, at) => Number.isNaN(Date.parse(rows[at].split(",")[0])));
  if (bad.length) return refuse(422, "Some rows cannot be imported.", { rows: bad.slice(0, 20) });
  return {
    rows: rows.length,
    imported: query.get("check") === "true" ? 0 : rows.length,
    channel: match[1],
  };
}

const channelStatistics = ({ match }) => {
  const one = found(match);
  return {
    entries: one.last_entry_id ?? 0,
    first_at: ago(3.4e7),
    last_at: ago(1),
    bytes: 4_820_000,
    entries_last_minute: 60,
    entries_last_hour: 3600,
    entries_last_day: 86_400,
    days_left: one.retention_entries ? 9.2 : null,
  };
};

const id = (rest = "") => new RegExp(`^/api/v1/channels/(\\d+)${rest}$`);

export const routes = [
  ["GET", /^\/api\/v1\/session$/, session],
  ["POST", /^\/api\/v1\/session$/, signIn],
  ["DELETE", /^\/api\/v1\/session$/, () => void (state.user = null)],
  [
    "GET",
    /^\/api\/v1\/welcome$/,
    ({ query }) =>
      query.get("token")
        ? { purpose: "setup", user: null, expires_at: ago(-1800) }
        : refuse(
            410,
            "The link is used or older than 30 minutes. Restart the server for a new one.",
          ),
  ],
  [
    "POST",
    /^\/api\/v1\/welcome$/,
    ({ body }) => (
      (state.user = { ...JSON.parse(body), role: "administrator", time_zone: "" }),
      session()
    ),
  ],
  ["POST", /^\/api\/v1\/demo$/, () => (state.channels.set(1, all[0]), all[0])],
  [
    "GET",
    /^\/api\/v1\/channels$/,
    () => [...state.channels.values()].filter((one) => one.owner !== "carl").map(summary),
  ],
  [
    "POST",
    /^\/api\/v1\/channels$/,
    ({ body }) => {
      const { fields = [], ...rest } = JSON.parse(body);
      const one = channel(50 + state.channels.size, rest.name, fields, {
        ...rest,
        last_entry_id: null,
      });
      state.channels.set(one.id, one);
      return one;
    },
  ],
  ["GET", id(), ({ match }) => found(match) ?? missing],
  ["PATCH", id(), change],
  ["DELETE", id(), ({ match }) => void state.channels.delete(Number(match[1]))],
  ["DELETE", id("/feed"), ({ match }) => void (found(match).last_entry_id = null)],
  ["GET", id("/statistics"), channelStatistics],
  ["GET", id("/series"), readSeries],
  ["POST", id("/import"), importCsv],
  ["GET", /^\/channels\/(\d+)\/feeds\.json$/, feeds],
  ["GET", /^\/channels\/(\d+)\/fields\/\d\.json$/, feeds],
  [
    "GET",
    /^\/api\/v1\/public\/channels$/,
    ({ query }) => ({
      channels: [...state.channels.values()]
        .filter((one) => one.public && one.tags.includes(query.get("tag") ?? ""))
        .map(summary),
      page: 1,
      pages: 1,
    }),
  ],
];
