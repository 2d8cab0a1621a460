/** A device is added with the keyboard alone; a dialog keeps the focus, and gives it back. */
import { strict as assert } from "node:assert";

const TABS = 30;

/** `dialog`, `page` or, where the browser itself has the focus, `nowhere`. */
const focusIsIn = (page) =>
  page.evaluate(() => {
    const focused = document.activeElement;
    if (!focused || focused === document.body) return "nowhere";
    return focused.closest("dialog") ? "dialog" : "page";
  });

export default async function ({ arrive, given }) {
  const ann = await arrive();
  const { keyboard } = ann.page;
  await ann.signsIn("ann", given.password);
  // The browser treats dialogs otherwise that open before anything was pressed.
  await ann.opens("/devices?channel=1");
  await ann.sees(ann.dialog("Add a new device"));
  await keyboard.press("Escape");
  await ann.dialog("Add a new device").waitFor({ state: "detached" });

  await ann.presses(ann.link("Devices › MQTT"));
  await ann.seesPage("MQTT devices");
  const add = ann.button("Add device").first();

  await ann.presses(add);
  const form = ann.dialog("Add a new device");
  await ann.sees(form);
  assert.equal(await focusIsIn(ann.page), "dialog");
  for (let tab = 0; tab < TABS; tab++) {
    await keyboard.press(tab < TABS / 2 ? "Tab" : "Shift+Tab");
    assert.notEqual(await focusIsIn(ann.page), "page", `after ${tab + 1} tabs`);
  }
  for (let turn = 0; turn < 3; turn++) {
    await keyboard.press("Escape");
    await form.waitFor({ state: "detached" });
    await ann.hasFocus(add);
    await keyboard.press("Enter");
    await ann.sees(form);
  }

  await ann.hasFocus(form.getByLabel("Name"));
  await keyboard.type("Greenhouse");
  await ann.tabsTo(form.getByLabel("Channel", { exact: true }));
  await keyboard.press("ArrowDown");
  await ann.presses(ann.button("Add channel", form));
  await ann.tabsTo(form.getByLabel("Allow subscribe to Garden"));
  await keyboard.press("Space");
  await ann.presses(ann.button("Add device", form));

  const shown = ann.dialog("Credentials of Greenhouse");
  await ann.sees(shown);
  assert.equal(await focusIsIn(ann.page), "dialog");
  await ann.presses(ann.button("Done", shown));
  await ann.seesPage("Greenhouse");
  await ann.hasFocus(ann.page.getByRole("heading", { name: "Greenhouse", level: 1 }));
}
