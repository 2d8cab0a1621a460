import { t } from "../strings";

/** What the server answers at `path`; its refusals as sentences for people. */
export async function ask<T>(path: string, missing: string): Promise<T> {
  const response = await fetch(path);
  const answer = (await response.json()) as T | -1;
  if (answer === -1) throw new Error(t().embed.notPublic);
  if (!response.ok) throw new Error(missing);
  return answer;
}
