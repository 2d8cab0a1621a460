/** At 360 pixels nothing scrolls sideways, and the menu leads everywhere. */
import { strict as assert } from "node:assert";
import { ownViews, publicViews } from "../views.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true };

async function fits(visitor, path) {
  const { scrollWidth, clientWidth } = await visitor.page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  assert(scrollWidth <= clientWidth, `${path} is ${scrollWidth} pixels wide`);
}

export default async function ({ arrive, given }) {
  const ann = await arrive(PHONE);
  for (const [path, heading] of publicViews) {
    await ann.opens(path);
    await ann.seesPage(heading);
    await fits(ann, path);
  }
  await ann.signsIn("ann", given.password);
  for (const [path, heading] of ownViews) {
    await ann.opens(path);
    await ann.seesPage(heading);
    await fits(ann, path);
  }
  const menu = ann.page.getByRole("navigation", { name: "Main navigation" });
  for (const [name, heading] of [
    ["Devices", "MQTT devices"],
    ["Activity", "Activity"],
    ["Channels", "Channels"],
  ]) {
    await ann.link(name, menu).tap();
    await ann.seesPage(heading);
  }
  await ann.button("Theme and language").tap();
  await ann.page.getByRole("menuitemradio", { name: "Dark" }).tap();
  await ann.sees(ann.page.locator("html[data-theme=dark]"));
}
