/** A device is added, its credentials are taken from the page, and its message is followed. */
import { strict as assert } from "node:assert";
import { readFile } from "node:fs/promises";
import { publish } from "../mosquitto.mjs";

async function taken(ann, dialog, what) {
  const secret = dialog.locator(".secret", { has: ann.button(`Copy ${what}`) });
  return secret.locator("code").textContent();
}

export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.signsIn("ann", given.password);
  await ann.link("Devices › MQTT").click();
  await ann.button("Add device").first().click();
  const form = ann.dialog("Add a new device");
  await form.getByLabel("Name").fill("Greenhouse");
  await form.getByLabel("Channel", { exact: true }).selectOption({ label: "Garden (1)" });
  await ann.button("Add channel", form).click();
  await ann.button("Add device", form).click();

  const shown = ann.dialog("Credentials of Greenhouse");
  const device = {
    clientId: await taken(ann, shown, "Client ID"),
    username: await taken(ann, shown, "Username"),
    password: await taken(ann, shown, "Password"),
  };
  const download = ann.page.waitForEvent("download");
  await ann.button("mqtt_secrets.h", shown).click();
  assert.equal((await download).suggestedFilename(), "mqtt_secrets.h");
  assert.equal(
    await readFile(await (await download).path(), "utf8"),
    `#define SECRET_MQTT_USERNAME "${device.username}"\n` +
      `#define SECRET_MQTT_CLIENT_ID "${device.clientId}"\n` +
      `#define SECRET_MQTT_PASSWORD "${device.password}"\n`,
  );
  await ann.button("Done", shown).click();

  await ann.sees("Each step lights up as it happens.");
  assert.equal(await publish(given, device, 1, "field1=21.5"), 0);
  for (const step of ["TCP", "CONNECT", "PUBLISH", "Stored", "Shown"]) await ann.seesStep(step);
  await ann.page.reload();
  await ann.seesStep("Shown");
  await ann.link("See it on the chart").click();
  await ann.seesPoint("label 1", "21.5");
}
