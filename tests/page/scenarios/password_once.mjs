/** A device's password is on the page when it is made, and after a reload nowhere. */
import { strict as assert } from "node:assert";

export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.signsIn("ann", given.password);
  await ann.opens("/devices/1");
  await ann.button("New password").first().click();
  await ann.button("Make a new password").click();
  const shown = ann.dialog("Credentials of Sensor");
  const secret = shown.locator(".secret", { has: ann.button("Copy Password") });
  const password = await secret.locator("code").textContent();
  assert.match(password, /^\S{24}$/);
  await ann.button("Done", shown).click();
  await ann.sees("The password is in it for as long as you stay on this page.");

  await ann.page.reload();
  await ann.sees("Shown only when it was made.");
  await ann.sees("Put the password in place of YOUR_PASSWORD.");
  assert(!(await ann.page.content()).includes(password), "the password is still there");
}
