/** Frames of many live charts; bench/charts has the channels that are published to. */
import { Publisher } from "../mosquitto.mjs";
import { drawnAt, watchDraws } from "../draws.mjs";

const SCREENS = [
  ["a screen's charts in sight", { width: 1920, height: 1080 }],
  ["all charts in sight", { width: 2560, height: 4800 }],
];

/** Publishes to all channels until it is stopped. */
function publishAll(given) {
  const publishers = given.stations.map(({ channel, fields, device }) => ({
    publisher: new Publisher(given, device, channel),
    fields,
  }));
  let turn = 0;
  const timer = setInterval(() => {
    turn++;
    for (const { publisher, fields } of publishers) {
      const value = (field) => (20 + 5 * Math.sin(turn / (20 + field))).toFixed(2);
      const parts = Array.from({ length: fields }, (_, n) => `field${n + 1}=${value(n)}`);
      publisher.publishes(parts.join("&"));
    }
  }, 1000 / given.updatesPerS);
  return async () => {
    clearInterval(timer);
    await Promise.all(publishers.map(({ publisher }) => publisher.leaves()));
  };
}

/** Field values that the page was sent over its WebSocket. */
function countValues(page) {
  const counted = { values: 0 };
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => {
      counted.values += (payload.toString().match(/"field\d":"/g) ?? []).length;
    }),
  );
  return counted;
}

/** The milliseconds between frames, ascending, and how often charts were drawn meanwhile. */
const framesOf = (page, seconds) =>
  page.evaluate(async (ms) => {
    const frames = [];
    const drawn = window.draws.count;
    const begin = performance.now();
    let last = begin;
    while (last < begin + ms) {
      const now = await new Promise(requestAnimationFrame);
      frames.push(now - last);
      last = now;
    }
    return { frames: frames.slice(1).sort((a, b) => a - b), draws: window.draws.count - drawn };
  }, seconds * 1000);

async function measure(arrive, given, [name, viewport]) {
  const { seconds } = given;
  const visitor = await arrive({ viewport });
  const { page } = visitor;
  await watchDraws(visitor.context);
  await visitor.signsIn("ann", given.password);
  const counted = countValues(page);
  const channels = given.stations.map(({ channel }) => channel).join(",");
  await visitor.opens(`/charts?channels=${channels}`);
  await visitor.seesPage("All charts");
  const charts = await page.locator("figure.chart").count();
  await page.getByText("1 h", { exact: true }).click();
  await drawnAt(page);
  const before = counted.values;
  const { frames, draws } = await framesOf(page, seconds);
  const values = (counted.values - before) / seconds;
  const at = (share) => frames[Math.floor(share * (frames.length - 1))].toFixed(1);
  const drawn = await page.locator("canvas").count();
  const drawings = (draws / seconds).toFixed(0);
  console.log(`${charts} charts, ${name}: ${drawn} drawn, ${drawings} drawings a second`);
  console.log(`  ${values.toFixed(0)} values a second came; frames (requestAnimationFrame):`);
  console.log(
    `  ${at(0.5)} ms median, ${at(0.99)} ms p99, ${at(1)} ms at most, of ${frames.length}`,
  );
  await visitor.context.close();
}

export default async function ({ arrive, given }) {
  const stop = publishAll(given);
  for (const screen of SCREENS) await measure(arrive, given, screen);
  await stop();
}
