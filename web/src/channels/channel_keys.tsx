import { useState } from "preact/hooks";
import {
  addReadKey,
  removeReadKey,
  renewWriteKey,
  type Channel,
  type ReadKey,
} from "../api/channels";
import { useAction } from "../components/action";
import { Button } from "../components/button";
import { Secret } from "../components/copy";
import { Dialog } from "../components/dialog";
import { TextInput } from "../components/inputs";
import { ErrorNotice } from "../components/notice";
import { Panel } from "../components/panel";
import { announce } from "../components/toast";
import { t } from "../strings";
import type { ChannelProps } from "./channel_page";

/** The keys for HTTP: one writes, several read. */
export default function ChannelKeys(props: ChannelProps) {
  return (
    <div class="stack narrow">
      <WriteKey {...props} />
      <ReadKeys {...props} />
      <Requests channel={props.channel} />
    </div>
  );
}

function WriteKey({ channel, replace }: ChannelProps) {
  const { keys } = t();
  const [asking, setAsking] = useState(false);
  const renew = async () => replace({ ...channel, ...(await renewWriteKey(channel.id)) });
  return (
    <Panel title={keys.write}>
      <p class="soft">{keys.writeText}</p>
      <Secret text={channel.write_api_key ?? ""} what={keys.write} />
      <div>
        <Button icon="reset" onClick={() => setAsking(true)}>
          {keys.renew}
        </Button>
      </div>
      {asking && (
        <Confirmation
          title={keys.renew}
          text={keys.renewText}
          action={keys.renew}
          onConfirm={renew}
          onClose={() => setAsking(false)}
        />
      )}
    </Panel>
  );
}

function ReadKeys({ channel, replace }: ChannelProps) {
  const { keys } = t();
  const [note, setNote] = useState("");
  const [removing, setRemoving] = useState<ReadKey | null>(null);
  const { run, busy, error } = useAction(async () => {
    replace({ ...channel, ...(await addReadKey(channel.id, note.trim())) });
    setNote("");
  });
  return (
    <Panel title={keys.read}>
      <p class="soft">{keys.readText}</p>
      {(channel.read_api_keys ?? []).map((key) => (
        <div key={key.api_key} class="read-key">
          <span>{key.note || <span class="soft">{keys.noNote}</span>}</span>
          <Secret text={key.api_key} what={keys.readNamed(key.note)} />
          <Button
            kind="quiet"
            icon="close"
            label={keys.removeNamed(key.note)}
            onClick={() => setRemoving(key)}
          />
        </div>
      ))}
      <form
        class="with-button"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void run();
        }}
      >
        <TextInput
          label={keys.note}
          hint={keys.noteHint}
          value={note}
          onInput={setNote}
          maxLength={100}
        />
        <Button type="submit" busy={busy}>
          {keys.add}
        </Button>
      </form>
      <ErrorNotice error={error} />
      {removing && (
        <Confirmation
          title={keys.removeNamed(removing.note)}
          text={keys.removeText}
          action={keys.remove}
          onConfirm={async () =>
            replace({ ...channel, ...(await removeReadKey(channel.id, removing.api_key)) })
          }
          onClose={() => setRemoving(null)}
        />
      )}
    </Panel>
  );
}

interface ConfirmationProps {
  title: string;
  text: string;
  action: string;
  onConfirm: () => Promise<void>;
  onClose: () => void;
}

/** Asks before a key stops working. */
function Confirmation({ title, text, action, onConfirm, onClose }: ConfirmationProps) {
  const { run, busy, error } = useAction(async () => {
    await onConfirm();
    announce(t().common.saved);
    onClose();
  });
  return (
    <Dialog title={title} onClose={onClose}>
      <p>{text}</p>
      <ErrorNotice error={error} />
      <div class="row row-end">
        <Button onClick={onClose}>{t().common.cancel}</Button>
        <Button kind="danger" busy={busy} onClick={() => void run()}>
          {action}
        </Button>
      </div>
    </Dialog>
  );
}

/** Addresses to try, with the keys in them. */
function Requests({ channel }: { channel: Channel }) {
  const { keys } = t();
  const read = channel.public
    ? ""
    : `api_key=${channel.read_api_keys?.[0]?.api_key ?? channel.write_api_key}&`;
  const { origin } = location;
  const requests: [string, string][] = [
    [keys.requestWrite, `${origin}/update?api_key=${channel.write_api_key}&field1=0`],
    [keys.requestFeed, `${origin}/channels/${channel.id}/feeds.json?${read}results=2`],
    [keys.requestField, `${origin}/channels/${channel.id}/fields/1.json?${read}results=2`],
    [keys.requestLast, `${origin}/channels/${channel.id}/feeds/last.json?${read.slice(0, -1)}`],
  ];
  return (
    <Panel title={keys.requests}>
      {requests.map(([label, address]) => (
        <div key={label} class="stack stack-tight">
          <span class="small soft">{label}</span>
          <Secret text={address.replace(/[?&]$/, "")} what={label} />
        </div>
      ))}
    </Panel>
  );
}
