/** A permission that is withdrawn on the page ends for a client that stays connected. */
import { strict as assert } from "node:assert";
import { Publisher } from "../mosquitto.mjs";

export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.signsIn("ann", given.password);
  await ann.opens("/devices/1");
  const publisher = new Publisher(given, given.device, 1);
  publisher.publishes("field1=1");
  await ann.seesStep("Shown");

  await ann.button("Edit").first().click();
  await ann.dialog("Edit Sensor").getByLabel("Allow publish to Garden").uncheck();
  await ann.button("Save").click();
  await ann.sees("Saved");
  publisher.publishes("field1=2");
  await ann.sees("The device may not publish to channel 1");
  await ann.sees(ann.page.locator(".device-state-on"));
  await publisher.leaves();

  await ann.opens("/channels/1");
  await ann.seesPoint("label 1", "1 ");
  const entries = ann.page.getByRole("table", { name: "Latest entries" });
  assert.equal(await entries.getByRole("row").count(), 2, "the heading and one entry");
}
