/** From the link that a new server prints to a chart that moves, without a manual. */
export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.page.goto(given.link);
  await ann.page.getByLabel("User name").fill("ann");
  await ann.page.getByLabel("New password").fill("correct horse");
  await ann.button("Begin").click();
  await ann.button("Start with a demo channel").click();
  await ann.sees(ann.page.getByText("Live", { exact: true }));
  await ann.page.getByText("1 h", { exact: true }).click();
  const label = await ann.page.locator("figure.chart h2").first().textContent();
  await ann.until(() => ann.newestPoint(label), `the chart of ${label} has a point`);
  const first = await ann.newestPoint(label);
  await ann.until(
    async () => (await ann.newestPoint(label)) !== first,
    `the chart of ${label} gains points`,
  );
}
