/** Seconds until a long channel's range "all" is drawn; bench/charts has the channel. */
import { strict as assert } from "node:assert";
import { drawnAt, watchDraws } from "../draws.mjs";

const TURNS = 5;
const RANGE = "fieldcast.range";

const inSeconds = (times) => times.map((ms) => (ms / 1000).toFixed(2)).join(" · ");

/** From the address to the drawing, with the range that was chosen before. */
async function opening(visitor, path) {
  await visitor.page.evaluate((key) => localStorage.setItem(key, "all"), RANGE);
  await visitor.opens(path);
  return drawnAt(visitor.page);
}

/** From the press on "All" to the drawing. */
async function choosing({ page }) {
  const hour = await page.evaluate(() => performance.now());
  await page.getByText("1 h", { exact: true }).click();
  await drawnAt(page, hour);
  const pressed = page.evaluate(() => {
    const once = { once: true, capture: true };
    return new Promise((pressed) =>
      addEventListener("click", ({ timeStamp }) => pressed(timeStamp), once),
    );
  });
  await page.getByText("All", { exact: true }).click();
  const from = await pressed;
  return (await drawnAt(page, from)) - from;
}

export default async function ({ arrive, given }) {
  const opened = [];
  const chosen = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const visitor = await arrive();
    await watchDraws(visitor.context);
    await visitor.signsIn("ann", given.password);
    opened.push(await opening(visitor, `/channels/${given.channel}`));
    chosen.push(await choosing(visitor));
    assert.match(await visitor.newestPoint("label 1"), /^[\d.]+ /);
    await visitor.context.close();
  }
  console.log(`a million entries, range "all", eight fields`);
  console.log(`opened by its address: ${inSeconds(opened)} s`);
  console.log(`chosen on the page: ${inSeconds(chosen)} s`);
}
