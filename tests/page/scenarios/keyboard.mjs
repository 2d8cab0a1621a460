/** Signing in and renaming a channel with Tab, Enter and letters alone. */
export default async function ({ arrive, given }) {
  const ann = await arrive();
  const { keyboard } = ann.page;
  await ann.opens("/channels");
  await ann.tabsTo(ann.page.getByLabel("User name"));
  await keyboard.type("ann");
  await ann.tabsTo(ann.page.getByLabel("Password"));
  await keyboard.type(given.password);
  await keyboard.press("Enter");
  for (const name of ["Garden", "Settings"]) {
    await ann.tabsTo(ann.link(name));
    await keyboard.press("Enter");
  }
  await ann.tabsTo(ann.page.getByLabel("Name", { exact: true }));
  await keyboard.press("Control+A");
  await keyboard.type("Orchard");
  await ann.tabsTo(ann.button("Save"));
  await keyboard.press("Enter");
  await ann.seesPage("Orchard");
}
