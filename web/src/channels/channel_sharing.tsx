import { useState } from "preact/hooks";
import { changeChannel } from "../api/channels";
import { useAction } from "../components/action";
import { Button } from "../components/button";
import { TextInput } from "../components/inputs";
import { ErrorNotice } from "../components/notice";
import { Panel } from "../components/panel";
import { announce } from "../components/toast";
import { t } from "../strings";
import type { ChannelProps } from "./channel_page";

/** Who may see the channel: nobody else, everybody, or some users by name. */
export default function ChannelSharing({ channel, replace }: ChannelProps) {
  const { sharing } = t();
  const [chosen, setChosen] = useState(channel.public);
  const { run, busy, error } = useAction(async (isPublic: boolean) => {
    replace({ ...channel, ...(await changeChannel(channel.id, { public: isPublic })) });
    announce(t().common.saved);
  });
  const choose = async (isPublic: boolean) => {
    setChosen(isPublic);
    if (!(await run(isPublic))) setChosen(!isPublic);
  };
  const choice = (isPublic: boolean, title: string, text: string) => (
    <label class="choice">
      <input
        type="radio"
        name="access"
        checked={chosen === isPublic}
        disabled={busy}
        onChange={() => void choose(isPublic)}
      />
      <span>
        <strong>{title}</strong>
        <span class="soft">{text}</span>
      </span>
    </label>
  );
  return (
    <div class="stack narrow">
      <Panel title={sharing.everybody}>
        <div class="stack stack-tight" role="radiogroup" aria-label={sharing.everybody}>
          {choice(false, sharing.private, sharing.privateText)}
          {choice(true, sharing.public, sharing.publicText)}
        </div>
        <ErrorNotice error={error} />
      </Panel>
      <SharedWith channel={channel} replace={replace} />
    </div>
  );
}

function SharedWith({ channel, replace }: ChannelProps) {
  const { sharing } = t();
  const shared = channel.shared_with ?? [];
  const [name, setName] = useState("");
  const { run, busy, error } = useAction(async (names: string[]) => {
    replace({ ...channel, ...(await changeChannel(channel.id, { shared_with: names })) });
    setName("");
    announce(t().common.saved);
  });
  const add = (event: Event) => {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted && !busy && !shared.includes(wanted)) void run([...shared, wanted]);
  };
  return (
    <Panel title={sharing.users}>
      <p class="soft">{sharing.usersText}</p>
      {shared.length > 0 && (
        <ul class="plain-list">
          {shared.map((user) => (
            <li key={user} class="row row-between">
              <span>{user}</span>
              <Button
                kind="quiet"
                icon="close"
                label={sharing.stop(user)}
                onClick={() => void run(shared.filter((other) => other !== user))}
              />
            </li>
          ))}
        </ul>
      )}
      <form class="with-button" onSubmit={add}>
        <TextInput
          label={sharing.userName}
          value={name}
          onInput={setName}
          autocapitalize="none"
          autocomplete="off"
          spellcheck={false}
        />
        <Button type="submit" busy={busy}>
          {sharing.add}
        </Button>
      </form>
      <ErrorNotice error={error} />
    </Panel>
  );
}
