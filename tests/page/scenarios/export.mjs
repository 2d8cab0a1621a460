/** The export has all entries, in either form, however many there are. */
import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";

async function downloaded(ann, name) {
  const download = ann.page.waitForEvent("download");
  await ann.link(name).click();
  return readFile(await (await download).path(), "utf8");
}

export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.signsIn("ann", given.password);
  await ann.opens("/channels/1/data");
  await ann.seesPage("Garden");
  const { feeds } = JSON.parse(await downloaded(ann, "JSON"));
  assert.deepEqual([feeds.length, feeds[0].field1], [given.entries, "0"]);
  const rows = (await downloaded(ann, "CSV")).trimEnd().split("\n");
  assert.equal(rows.length, given.entries + 1);
}
