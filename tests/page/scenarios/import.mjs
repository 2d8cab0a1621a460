/** A CSV file with a bad row names it and imports nothing; a good one is imported. */
import { strict as assert } from "node:assert";

const HEADER = "created_at,field1\n";
const GOOD = "2026-01-01T00:00:00Z,1\n2026-01-02T00:00:00Z,2\n";

async function imports(ann, name, text) {
  const file = { name, mimeType: "text/csv", buffer: Buffer.from(text) };
  await ann.page.getByLabel("CSV file").setInputFiles(file);
  await ann.button("Check and import").click();
}

export default async function ({ arrive, given }) {
  const ann = await arrive();
  ann.expected.add(422);
  await ann.signsIn("ann", given.password);
  await ann.opens("/channels/1/data");
  await imports(ann, "bad.csv", `${HEADER}${GOOD}yesterday,3\n`);
  const problem = ann.page.getByRole("alert");
  await ann.sees(problem.getByText("Nothing was imported."));
  await ann.sees(problem.getByText("Row 4:"));
  await ann.link("Charts").click();
  await ann.sees("Waiting for the first entry.");

  await ann.link("Import and export").click();
  await imports(ann, "good.csv", HEADER + GOOD);
  await ann.sees("2 rows imported");
  await ann.link("Charts").click();
  const entries = ann.page.getByRole("table", { name: "Latest entries" });
  await ann.sees(entries.getByText("2 Jan 2026"));
  assert.equal(await entries.getByRole("row").count(), 3, "the heading and two entries");
}
