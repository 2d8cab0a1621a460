/** Status texts are shown on a chart when they are switched on, and no more when they are off. */
import { strict as assert } from "node:assert";
import { publish } from "../mosquitto.mjs";

const SWITCH = "Status texts";
/** Less than what a status text's line is wide to the pointer. */
const STEP_PX = 6;

/** The words of the chart when the pointer is where its newest status text has its line. */
async function atStatus(ann) {
  const plot = ann.page.locator("figure.chart", { hasText: "label 1" }).locator(".u-over");
  await plot.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await plot.boundingBox();
  for (let at = width - 1; at > 0; at -= STEP_PX) {
    await ann.page.mouse.move(x + at, y + height / 2);
    const words = await ann.page.locator(".chart-readout").first().textContent();
    if (/valve|pump/.test(words)) return words;
  }
  return "";
}

async function switches(ann, to) {
  await ann.button("Actions for label 1").click();
  const item = ann.page.getByRole("menuitemcheckbox", { name: SWITCH });
  assert.equal(await item.getAttribute("aria-checked"), String(!to));
  await item.click();
}

export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.signsIn("ann", given.password);
  await publish(given, given.device, 1, "field1=1&status=valve open");
  await ann.opens("/channels/1");
  await ann.seesPage("Garden");
  await ann.seesPoint("label 1", "1 ");
  assert.equal(await atStatus(ann), "", "nobody has switched them on");

  await switches(ann, true);
  await ann.until(async () => (await atStatus(ann)).startsWith("valve open"), "the stored text");
  await publish(given, given.device, 1, "field1=2&status=pump on");
  await ann.until(async () => (await atStatus(ann)).startsWith("pump on"), "the live text");

  await switches(ann, false);
  await ann.seesPoint("label 1", "2 ");
  assert.equal(await atStatus(ann), "", "they are switched off");
}
