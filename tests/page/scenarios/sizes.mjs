/** What a visitor's browser loads comes in few bytes, compressed as the server sends it. */
import { strict as assert } from "node:assert";

const FIRST_VIEW_BYTES_MAX = 60 * 1024;
const A_CHANNEL_WITH_ALL_BEFORE_BYTES_MAX = 120 * 1024;

export default async function ({ arrive, given }) {
  const ann = await arrive();
  const bodies = [];
  ann.page.on("requestfinished", (request) => {
    bodies.push(request.sizes().then((sizes) => sizes.responseBodySize));
  });
  const loaded = async () => (await Promise.all(bodies)).reduce((sum, bytes) => sum + bytes, 0);

  await ann.opens("/sign-in");
  await ann.page.getByLabel("User name").waitFor();
  await ann.page.waitForLoadState("networkidle");
  const firstView = await loaded();
  assert.ok(firstView > 10 * 1024 && firstView <= FIRST_VIEW_BYTES_MAX, `${firstView} bytes`);

  await ann.signsIn("ann", given.password);
  await ann.opens(`/channels/${given.channel}`);
  await ann.page.locator(".u-over").first().waitFor();
  const all = await loaded();
  assert.ok(all > firstView && all <= A_CHANNEL_WITH_ALL_BEFORE_BYTES_MAX, `${all} bytes`);
}
