/** From the set-up link to the first point of a command-line client; bench/first_chart times it. */
import { execFileSync } from "node:child_process";

export default async function ({ arrive, given }) {
  const ann = await arrive();
  await ann.page.goto(given.link);
  await ann.page.getByLabel("User name").fill("ann");
  await ann.page.getByLabel("New password").fill("correct horse");
  await ann.button("Begin").click();
  await ann.page.locator(".channel-row a").click();
  await ann.sees("Waiting for the first entry.");
  execFileSync("bash", ["-c", given.command]);
  await ann.until(() => ann.page.locator(".u-over").count(), "a chart");
  const label = await ann.page.locator("figure.chart h2").first().textContent();
  await ann.seesPoint(label, "21.5 ");
}
