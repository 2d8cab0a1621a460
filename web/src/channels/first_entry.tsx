import type { Channel, Field } from "../api/channels";
import { LinkButton } from "../components/button";
import { CopyButton } from "../components/copy";
import { Panel } from "../components/panel";
import { t } from "../strings";

/** A channel that waits for its first entry: how to send one, and that the page will show it. */
export function FirstEntry({ channel, fields }: { channel: Channel; fields: Field[] }) {
  const { firstEntry } = t();
  const field = fields[0]?.number ?? 1;
  const command = `curl "${location.origin}/update?api_key=${channel.write_api_key}&field${field}=21.5"`;
  return (
    <div class="stack narrow">
      <p class="live live-on" role="status">
        <span class="live-dot" />
        {firstEntry.waiting}
      </p>
      <Panel title={firstEntry.device}>
        <p>{firstEntry.deviceText}</p>
        <div>
          <LinkButton kind="primary" href={`/devices?channel=${channel.id}`}>
            {firstEntry.addDevice}
          </LinkButton>
        </div>
      </Panel>
      <Panel title={firstEntry.http}>
        <p>{firstEntry.httpText}</p>
        <pre class="code">{command}</pre>
        <div>
          <CopyButton text={command} what={firstEntry.http} withLabel />
        </div>
      </Panel>
    </div>
  );
}
