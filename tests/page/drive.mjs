/** node drive.mjs SCENARIO JSON: plays a scenario in a browser; exit status 0 says that it held. */
import { mkdirSync } from "node:fs";
import { Visitor, launch } from "./browser.mjs";

const [name, json] = process.argv.slice(2);
const given = JSON.parse(json);
const reports = new URL("../../build/reports/page/", import.meta.url).pathname;

async function play(browser) {
  const { default: scenario } = await import(`./scenarios/${name}.mjs`);
  const visitors = [];
  const arrive = async (options) => {
    visitors.push(await Visitor.arrives(browser, given.origin, options));
    return visitors.at(-1);
  };
  try {
    await scenario({ arrive, given });
  } catch (error) {
    mkdirSync(reports, { recursive: true });
    for (const { page } of visitors) {
      console.error(`at ${page.url()}, see build/reports/page/${name}.png`);
      await page.screenshot({ path: `${reports}${name}.png` });
    }
    throw error;
  }
  const faults = visitors.flatMap((visitor) => visitor.faults);
  if (faults.length > 0) throw new Error(`faults of the page:\n${faults.join("\n")}`);
}

const browser = await launch();
let status = 0;
try {
  await play(browser);
} catch (error) {
  console.error(error.stack);
  status = 1;
}
await browser.close();
process.exit(status); // whatever a scenario that failed has left running
