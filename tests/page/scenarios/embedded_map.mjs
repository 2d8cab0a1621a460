/** The map of a channel's location stands in the frame of another's page, if they may read it. */
import { strict as assert } from "node:assert";
import { strangersPage } from "../stranger.mjs";

export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.signsIn("ann", given.password);
  await ann.opens(`/channels/${given.located}`);
  await ann.seesPage("Located");
  await ann.button("Embed the map").click();
  const dialog = ann.dialog("Embed");
  const snippet = await dialog.locator("pre").textContent();
  const [, address] = /src="([^"]+)"/.exec(snippet);
  assert.equal(address, `${given.origin}/channels/${given.located}/maps/channel_show`);

  const guest = await arrive();
  guest.expected = new Set([400, 404]);
  const frame = guest.page.frameLocator("iframe");
  const frames = async (source) => guest.page.goto(await strangersPage(source));

  await frames(address);
  await guest.sees(frame.getByText("This channel is private"));
  for (const path of [`${address}?api_key=${given.key}`, `${given.origin}/channels/2/maps`]) {
    await frames(path);
    await guest.sees(frame.getByText("33.865° S, 151.21° E"));
    const place = frame.locator(".map-place");
    assert.deepEqual(
      [await place.getAttribute("cx"), await place.getAttribute("cy")],
      ["151.21", "33.865"],
    );
  }
  await guest.sees(frame.getByRole("heading", { name: "Open" }));
  await frames(`${given.origin}/channels/3/maps/channel_show`);
  await guest.sees(frame.getByText("This channel has no location"));
  await frames(`${given.origin}/channels/99/maps/channel_show`);
  await guest.sees(frame.getByText("There is no such channel"));
}
