/** The charts of several channels live on one page, and the range is chosen for all of them. */
import { strict as assert } from "node:assert";
import { publish } from "../mosquitto.mjs";

export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.signsIn("ann", given.password);
  await ann.link("All charts").click();
  await ann.seesPage("All charts");
  for (const [name, channel] of [
    ["Garden", 1],
    ["Cellar", 2],
  ]) {
    const section = ann.page.getByRole("region", { name });
    await ann.sees(section.getByText("Live", { exact: true }));
    await publish(given, given.device, channel, `field1=${channel}`);
    await ann.until(() => section.locator(".u-over").count(), `the chart of ${name} is drawn`);
    await ann.until(
      async () => (await ann.newestPoint("label 1", section)).startsWith(`${channel} `),
      `the chart of ${name} ends with ${channel}`,
    );
  }
  const ranges = [];
  ann.page.on("request", (request) => {
    if (request.url().includes("/series")) ranges.push(new URL(request.url()).searchParams);
  });
  await ann.page.getByText("All", { exact: true }).click();
  await ann.until(() => ranges.length === 2, "both channels are read again");
  assert(
    ranges.every((asked) => !asked.has("start")),
    "all that there is was asked for",
  );

  await ann.opens("/charts?channels=2");
  await ann.seesPage("All charts");
  await ann.sees(ann.page.getByRole("region", { name: "Cellar" }));
  assert.equal(await ann.page.getByRole("region", { name: "Garden" }).count(), 0);
}
