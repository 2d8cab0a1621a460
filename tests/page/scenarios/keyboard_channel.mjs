/** A range is chosen, a menu used and a channel cleared with the keyboard alone. */
import { strict as assert } from "node:assert";

/** Whether the very next key would go to what the press of a button has opened. */
const takesNextKey = (button) =>
  button.evaluate(async (element) => {
    element.click();
    await new Promise((resolve) => setTimeout(resolve));
    return document.querySelector("dialog").contains(document.activeElement);
  });

export default async function ({ arrive, given }) {
  const ann = await arrive();
  const { keyboard } = ann.page;
  await ann.signsIn("ann", given.password);
  await ann.presses(ann.link("Garden"));
  await ann.seesPage("Garden");

  const range = (name) => ann.page.getByRole("radio", { name, exact: true });
  await ann.tabsTo(range("24 h"));
  await keyboard.press("ArrowLeft");
  await ann.hasFocus(range("6 h"));
  assert(await range("6 h").isChecked());
  await ann.presses(ann.button("Earlier"));
  await ann.sees("Not following");
  await ann.presses(ann.button("Back to now"));
  await ann.sees(ann.page.getByText("Live", { exact: true }));
  assert(await range("6 h").isChecked());
  await ann.hasFocus(range("6 h"));

  const actions = ann.button("Actions for label 1");
  const line = ann.page.getByRole("menuitemradio", { name: "Line" });
  await ann.presses(actions);
  await ann.hasFocus(line);
  await keyboard.press("Escape");
  await ann.hasFocus(actions);
  await keyboard.press("Enter");
  await ann.hasFocus(line);
  await keyboard.press("ArrowDown");
  await keyboard.press("Enter");
  await ann.hasFocus(actions);
  await keyboard.press("Enter");
  const columns = ann.page.getByRole("menuitemradio", { name: "Columns" });
  await ann.hasFocus(columns);
  assert.equal(await columns.getAttribute("aria-checked"), "true");
  await keyboard.press("Escape");

  await ann.presses(ann.link("Import and export"));
  const clear = ann.button("Clear channel");
  await ann.tabsTo(clear);
  assert(await takesNextKey(clear), "the next key goes to the dialog");
  const dialog = ann.dialog("Clear channel");
  const typed = dialog.getByLabel("Type “Garden” to confirm");
  await ann.hasFocus(typed);
  await keyboard.press("Escape");
  await dialog.waitFor({ state: "detached" });
  await ann.hasFocus(clear);
  await keyboard.press("Enter");
  await ann.hasFocus(typed);
  await keyboard.type("Gardens");
  await keyboard.press("Enter");
  assert(await ann.button("Clear channel", dialog).isDisabled(), "another name confirms nothing");
  await keyboard.press("Backspace");
  await keyboard.press("Enter");
  await ann.sees("The channel is empty now");
  await dialog.waitFor({ state: "detached" });
  await ann.hasFocus(clear);
}
