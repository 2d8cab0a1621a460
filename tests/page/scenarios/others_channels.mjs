/** Another user's channel is as good as none; one that was shared is seen, and not more. */
import { strict as assert } from "node:assert";

export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.signsIn("ann", given.password);
  await ann.opens("/channels/2/sharing");
  await ann.page.getByLabel("User name").fill("bob");
  await ann.button("Share").click();
  await ann.sees(ann.button("Stop sharing with bob"));

  const bob = await arrive();
  await bob.signsIn("bob", given.password);
  await bob.sees(bob.link("Shared"));
  assert.equal(await bob.link("Garden").count(), 0, "bob's list has what is not his");
  bob.expected.add(404);
  await bob.opens("/channels/1");
  await bob.seesPage("There is nothing here");
  bob.expected.clear();
  await bob.opens("/channels/2");
  await bob.seesPage("Shared");
  await bob.seesPoint("label 1", "3 ");
  assert.equal(await bob.link("Settings").count(), 0, "bob sees settings");
}
