// A stand-in for the server while the page is developed: node dev/mock.mjs [--port 8099]
// [--rate ENTRIES_A_SECOND] [--empty] [--signed-out]. It serves ../build/web/dist and /api/v1.
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { routes, state } from "./mock_api.mjs";
import { deviceRoutes } from "./mock_devices.mjs";
import { userRoutes } from "./mock_users.mjs";
import { reading } from "./weather.mjs";
import { Broker } from "./websocket.mjs";

const option = (name, usual) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? usual : process.argv[at + 1];
};
const port = Number(option("port", 8099));
const rate = Number(option("rate", 1));
if (process.argv.includes("--empty")) state.channels.clear();
if (process.argv.includes("--signed-out")) state.user = null;

const dist = new URL("../../build/web/dist", import.meta.url).pathname;
const types = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const policy =
  "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
  "connect-src 'self' ws: wss:; base-uri 'none'; form-action 'self'";

const line = "MIIBszCCAVmgAwIBAgIUQ2Fubm90IGJlIHZlcmlmaWVkIGF0IGFsbCwgc29ycnkw\n";
const authority = `-----BEGIN CERTIFICATE-----\n${line.repeat(8)}-----END CERTIFICATE-----\n`;

async function serveFile(path, response) {
  const embedded = /^\/channels\/\d+\/charts\//.test(path);
  const name = extname(path) ? path : embedded ? "/embed.html" : "/index.html";
  try {
    const body = await readFile(join(dist, name));
    response.writeHead(200, {
      "Content-Type": types[extname(name)] ?? "text/plain",
      "Content-Security-Policy": policy,
    });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
}

function answer(response, status, body) {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(JSON.stringify(body));
}

async function bodyOf(request) {
  let text = "";
  for await (const piece of request) text += piece;
  return text;
}

const server = createServer(async (request, response) => {
  const url = new URL(request.url, "http://localhost");
  for (const [method, pattern, handle] of [...routes, ...deviceRoutes, ...userRoutes]) {
    const match = request.method === method && pattern.exec(url.pathname);
    if (!match) continue;
    const result = handle({ match, query: url.searchParams, body: await bodyOf(request) });
    if (result?.error)
      return answer(response, result.status, { status: String(result.status), ...result });
    return answer(response, 200, result ?? {});
  }
  if (/^\/api\//.test(url.pathname)) {
    return answer(response, 404, {
      error: { error_code: "error_resource_not_found", details: "There is no such thing." },
    });
  }
  if (url.pathname === "/ca.pem") return response.end(authority);
  return serveFile(url.pathname, response);
});

const broker = new Broker();
server.on("upgrade", (request, socket) => broker.upgrade(request, socket));
server.listen(port, "127.0.0.1", () => console.log(`http://localhost:${port}`));

function publishAll() {
  const now = Date.now();
  for (const channel of state.channels.values()) {
    if (channel.last_entry_id === null) continue;
    channel.last_entry_id++;
    const entry = {
      channel_id: channel.id,
      created_at: new Date(now).toISOString(),
      entry_id: channel.last_entry_id,
    };
    for (let field = 1; field <= 8; field++) {
      if (channel[`field${field}`]) entry[`field${field}`] = String(reading(field, now));
    }
    broker.publish(`channels/${channel.id}/subscribe`, JSON.stringify({ ...entry, status: null }));
  }
}
setInterval(publishAll, 1000 / rate);
