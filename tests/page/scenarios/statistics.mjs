/** The statistics say how many entries came of late. */
import { strict as assert } from "node:assert";

export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.signsIn("ann", given.password);
  await ann.opens("/channels/1");
  const figure = (label) =>
    ann.page.locator(".figures div", { hasText: label }).locator("dd").textContent();
  await ann.sees("Last minute");
  const shown = {};
  for (const label of ["Last minute", "Last hour", "Last 24 hours"])
    shown[label] = await figure(label);
  assert.deepEqual(shown, { "Last minute": "1", "Last hour": "2", "Last 24 hours": "3" });
}
