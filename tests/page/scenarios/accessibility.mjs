/** axe finds no serious fault on any view or dialog, in either theme. */
import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { dialogs, ownViews, publicViews } from "../views.mjs";

const axe = readFileSync(new URL(import.meta.resolve("axe-core/axe.min.js")), "utf8");
const GRAVE = ["serious", "critical"];

const faultsOf = async (page, options) => {
  const { violations } = await page.evaluate(`axe.run(${JSON.stringify(options)})`);
  return violations
    .filter(({ impact }) => GRAVE.includes(impact))
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("\n  ")}`);
};

async function isAccessible({ page }, where) {
  await page.emulateMedia({ colorScheme: "light" });
  await page.evaluate(axe);
  assert.deepEqual(await faultsOf(page, {}), [], where);
  await page.emulateMedia({ colorScheme: "dark" });
  await page.waitForFunction(() => document.documentElement.dataset.theme === "dark");
  const colours = { runOnly: ["color-contrast"] };
  assert.deepEqual(await faultsOf(page, colours), [], `${where}, dark`);
}

export default async function ({ arrive, given }) {
  const ann = await arrive();
  const check = async ([path, heading]) => {
    await ann.opens(path);
    await ann.seesPage(heading);
    await isAccessible(ann, path);
  };
  for (const view of publicViews) await check(view);
  await ann.signsIn("ann", given.password);
  for (const view of ownViews) await check(view);
  for (const [path, name] of dialogs) {
    await ann.opens(path);
    await ann.button(name).first().click();
    await ann.sees(ann.page.getByRole("dialog"));
    await isAccessible(ann, `${path}: ${name}`);
  }
}
