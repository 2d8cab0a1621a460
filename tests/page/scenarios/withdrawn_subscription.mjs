/** What a connected client may hear no more, it does not hear, and its owner is told. */
import { strict as assert } from "node:assert";
import { Publisher, Subscriber, publish } from "../mosquitto.mjs";

const WITHDRAWN = "A permission was withdrawn";
const REMEDY = /Allow subscribe again in the device’s settings/;
const EVERY_MS = 20;

const topicOf = (channel) => `channels/${channel}/subscribe/fields/field1`;

export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.signsIn("ann", given.password);
  await ann.opens("/devices/2");
  await ann.seesPage("Listener");
  const listener = new Subscriber(given, given.listener, [topicOf(1), topicOf(2)]);
  const publisher = new Publisher(given, given.device, 1);
  let count = 0;
  const timer = setInterval(() => publisher.publishes(`field1=${++count}`), EVERY_MS);
  await ann.until(() => listener.heard.length > 0, "the listener hears the publisher");

  await ann.button("Edit").first().click();
  await ann.dialog("Edit Listener").getByLabel("Allow subscribe to Garden").uncheck();
  const answer = ann.page.waitForResponse((response) => response.request().method() === "PATCH");
  const pressed = Date.now();
  await ann.button("Save").click();
  await answer;
  const answered = Date.now();
  const last = () => listener.heard.at(-1).at;
  await ann.sees(WITHDRAWN);
  clearInterval(timer);
  await publisher.leaves();
  console.log(
    `heard last ${last() - pressed} ms after Save, ${last() - answered} after its answer`,
  );

  await publish(given, given.device, 1, "field1=secret");
  await publish(given, given.device, 2, "field1=open");
  await ann.until(() => listener.hasHeard("open"), "the listener hears the other channel");
  assert(!listener.hasHeard("secret"), "what came after the withdrawal was heard");
  await ann.sees(ann.page.locator(".device-state-on"));
  await listener.leaves();

  await ann.opens("/activity?device=2");
  const event = ann.page.getByRole("listitem").filter({ hasText: WITHDRAWN });
  await ann.sees(event.getByText(REMEDY));
  await ann.sees(ann.link("Channel 1", event));
}
