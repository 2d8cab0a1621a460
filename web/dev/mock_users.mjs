// The account, its sessions, the other users, and the server's state.
import { ago } from "./mock_devices.mjs";
import { session, state } from "./mock_api.mjs";

const refuse = (status, details) => ({ status, error: { error_code: "error", details } });
const FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0";
const SAFARI =
  "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
const CHROME =
  "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";

let sessions = [
  {
    id: 1,
    created_at: ago(90_000),
    last_used_at: ago(1),
    address: "192.0.2.3",
    user_agent: FIREFOX,
    is_this: true,
  },
  {
    id: 2,
    created_at: ago(400_000),
    last_used_at: ago(7200),
    address: "192.0.2.90",
    user_agent: SAFARI,
    is_this: false,
  },
  {
    id: 3,
    created_at: ago(900_000),
    last_used_at: ago(500_000),
    address: "198.51.100.4",
    user_agent: CHROME,
    is_this: false,
  },
];
let userKey = "N4QK7V2ZXR1TC9WB";

const user = (name, role, more) => ({
  user: name,
  role,
  can_sign_in: true,
  created_at: ago(9e6),
  channels: 0,
  devices: 0,
  ...more,
});
const users = new Map(
  [
    user("ann", "administrator", { channels: 4, devices: 6 }),
    user("bob", "user", { channels: 1, devices: 2, created_at: ago(3e6) }),
    user("carl", "user", { can_sign_in: false, created_at: ago(4000) }),
  ].map((one) => [one.user, one]),
);
const invitation = () => ({
  link: `/welcome#${"x4Pq9"}${Date.now().toString(36)}mB7tZ2`,
  expires_at: ago(-7 * 86_400),
});

function invite({ body }) {
  const { user: name, role } = JSON.parse(body);
  if (users.has(name)) return refuse(400, `There is a user ${name} already. Choose another name.`);
  users.set(name, user(name, role, { can_sign_in: false, created_at: ago(0) }));
  return { ...users.get(name), ...invitation() };
}

function removeUser({ match }) {
  const one = users.get(match[1]);
  if (one.channels || one.devices)
    return refuse(
      400,
      `${one.user} owns ${one.channels} channels and ${one.devices} devices. Delete them first.`,
    );
  users.delete(one.user);
  return {};
}

const server = () => ({
  version: "0.1.0",
  started_at: ago(190_000),
  uptime_s: 190_000,
  doors: session().server.doors,
  certificate: {
    subject: "raspi",
    names: ["raspi", "raspi.local", "localhost", "192.0.2.5", "127.0.0.1"],
    expires_at: ago(-212 * 86_400),
    days_left: 212,
    is_own: true,
  },
  storage: { folder: "/var/lib/fieldcast", bytes: 1.84e9, free_bytes: 22.4e9 },
  memory: { resident_bytes: 41e6 + 3e6 * Math.sin(Date.now() / 20_000) },
  connections: 37 + Math.round(4 * Math.sin(Date.now() / 9000)),
  sessions: 41,
  retained_messages: 12,
  channels: 14,
  devices: 38,
  users: users.size,
});

function changePassword({ body }) {
  if (JSON.parse(body).current !== "correct horse")
    return refuse(401, "The current password is wrong.");
  sessions = sessions.filter((one) => one.is_this);
  return {};
}

const one = (rest = "") => new RegExp(`^/api/v1/users/([^/]+)${rest}$`);

export const userRoutes = [
  ["GET", /^\/api\/v1\/account$/, () => ({ ...state.user, user_api_key: userKey })],
  ["PATCH", /^\/api\/v1\/account$/, ({ body }) => Object.assign(state.user, JSON.parse(body))],
  ["POST", /^\/api\/v1\/account\/password$/, changePassword],
  [
    "POST",
    /^\/api\/v1\/account\/key$/,
    () => ({ user_api_key: (userKey = Date.now().toString(36).toUpperCase().padEnd(16, "Q")) }),
  ],
  ["GET", /^\/api\/v1\/account\/sessions$/, () => sessions],
  [
    "DELETE",
    /^\/api\/v1\/account\/sessions\/(\d+)$/,
    ({ match }) => void (sessions = sessions.filter(({ id }) => id !== Number(match[1]))),
  ],
  ["GET", /^\/api\/v1\/users$/, () => [...users.values()]],
  ["POST", /^\/api\/v1\/users$/, invite],
  ["POST", one("/link"), invitation],
  ["PATCH", one(), ({ match, body }) => Object.assign(users.get(match[1]), JSON.parse(body))],
  ["DELETE", one(), removeUser],
  ["GET", /^\/api\/v1\/server$/, server],
];
