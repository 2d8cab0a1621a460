/** What a device is refused stands beside its strip and in the activity, with the remedy. */
import { strict as assert } from "node:assert";
import { publish } from "../mosquitto.mjs";

const WRONG = "The password is wrong";
const WRONG_REMEDY = /Put the password .* into the device, or make a new one/;
const FORBIDDEN = "The device may not publish to channel 2";
const FORBIDDEN_REMEDY = "Allow publish for this channel in the device’s settings.";

async function seesProblem(ann, step, what, remedy) {
  await ann.sees(ann.step(step).getByText("refused"));
  await ann.sees(ann.step(step).getByText(what));
  await ann.sees(ann.step(step).getByText(remedy));
}

export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.signsIn("ann", given.password);
  await ann.opens("/devices/1");
  await ann.seesPage("Sensor");
  const wrong = { ...given.device, password: "not this one" };
  assert.notEqual(await publish(given, wrong, 1, "field1=1"), 0);
  await seesProblem(ann, "CONNECT", WRONG, WRONG_REMEDY);
  await ann.sees(ann.button("Make a new password"));
  await publish(given, given.device, 2, "field1=1");
  await seesProblem(ann, "Stored", FORBIDDEN, FORBIDDEN_REMEDY);
  await ann.sees(ann.button("Edit the device"));

  await ann.link("Activity").click();
  const events = ann.page.getByRole("list", { name: "Events, newest first" });
  for (const [what, remedy] of [
    [WRONG, WRONG_REMEDY],
    [FORBIDDEN, FORBIDDEN_REMEDY],
  ]) {
    const event = events.getByRole("listitem").filter({ hasText: what });
    await ann.sees(event.getByText(remedy));
    await ann.sees(ann.link("Sensor", event));
  }
}
