/** A public channel is seen without signing in, and its chart in the frame of another's page. */
import { strict as assert } from "node:assert";
import { strangersPage } from "../stranger.mjs";

/** Pixels of the canvas that have just this colour. */
const countPixels = (canvas, [red, green, blue]) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  let count = 0;
  for (let at = 0; at < data.length; at += 4)
    if (data[at] === red && data[at + 1] === green && data[at + 2] === blue) count++;
  return count;
};

export default async function ({ arrive, given }) {
  const guest = await arrive();
  await guest.opens("/public");
  await guest.link("Open").click();
  await guest.seesPage("Open");
  await guest.sees(guest.page.getByText("Live", { exact: true }));
  await guest.seesPoint("label 1", "3 ");
  assert.equal(await guest.link("Settings").count(), 0, "guests see no settings");

  const query = "results=60&title=Elsewhere&color=%23123456&type=line";
  await guest.page.goto(await strangersPage(`${given.origin}/channels/2/charts/1?${query}`));
  const frame = guest.page.frameLocator("iframe");
  await guest.sees(frame.getByRole("heading", { name: "Elsewhere" }));
  const canvas = frame.locator("canvas");
  await canvas.waitFor();
  const isDrawn = async () => (await canvas.evaluate(countPixels, [0x12, 0x34, 0x56])) > 20;
  await guest.until(isDrawn, "the frame's chart has a line of its colour");
}
