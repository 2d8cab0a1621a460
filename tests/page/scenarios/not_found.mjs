/** Where there is nothing, the page says so, to guests and to users, and leads on. */
import { strict as assert } from "node:assert";

const NOWHERE = ["/nowhere", "/channels/1/nothing", "/channels/12a", "/channels/%zz"];

export default async function ({ arrive, given }) {
  const ann = await arrive();
  ann.expected.add(404);
  const seesNothing = async (path) => {
    const response = await ann.page.goto(given.origin + path);
    assert.equal(response.status(), 404, path);
    await ann.seesPage("There is nothing here");
  };
  for (const path of NOWHERE) await seesNothing(path);
  await ann.signsIn("ann", given.password);
  for (const path of [...NOWHERE, "/devices/first"]) await seesNothing(path);
  await ann.link("Go to the channels").click();
  await ann.seesPage("Channels");
}
