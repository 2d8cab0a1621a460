/** Which channels the wall shows, as its address says it. Pure. */

/** Without `?channels=1,2` all are shown. */
export function isOnWall(search: string, channel: number): boolean {
  const named = new URLSearchParams(search).get("channels");
  return !named || named.split(",").map(Number).includes(channel);
}
