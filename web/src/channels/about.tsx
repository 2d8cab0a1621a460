import type { Channel } from "../api/channels";
import { Badge } from "../components/notice";
import { Figures, Panel, type Figure } from "../components/panel";
import { t } from "../strings";

/** Only what leads to the web: an owner's link must not become a script. */
const isWebAddress = (url: string | null): url is string => /^https?:\/\//i.test(url ?? "");

export function tagsOf(tags: string | null): string[] {
  return (tags ?? "")
    .split(",")
    .map((tag) => tag.trim())
    .filter(Boolean);
}

/** Words about the channel: owner, tags, links, metadata. */
export function About({ channel }: { channel: Channel }) {
  const { channels } = t();
  const figures: Figure[] = [{ label: channels.owner, value: channel.owner }];
  for (const [label, url] of [
    [channels.website, channel.url],
    ["GitHub", channel.github_url],
  ] as const) {
    if (!isWebAddress(url)) continue;
    figures.push({ label, value: <WebLink url={url} /> });
  }
  const tags = tagsOf(channel.tags);
  return (
    <Panel title={channels.about}>
      <Figures figures={figures} />
      {tags.length > 0 && <Tags tags={tags} />}
      {channel.metadata && <pre class="code metadata">{channel.metadata}</pre>}
    </Panel>
  );
}

function WebLink({ url }: { url: string }) {
  return (
    <a href={url} target="_blank" rel="noreferrer noopener nofollow">
      {new URL(url).hostname}
    </a>
  );
}

export function Tags({ tags }: { tags: string[] }) {
  return (
    <ul class="row tags" aria-label={t().channels.tags}>
      {tags.map((tag) => (
        <li key={tag}>
          <Badge>{tag}</Badge>
        </li>
      ))}
    </ul>
  );
}
