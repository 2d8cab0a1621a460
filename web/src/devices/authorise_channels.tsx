import { useState } from "preact/hooks";
import { listChannels, type ChannelSummary } from "../api/channels";
import type { Authorisation } from "../api/devices";
import { useLoaded } from "../components/action";
import { Button, LinkButton } from "../components/button";
import { Checkbox, Select } from "../components/inputs";
import { ErrorNotice } from "../components/notice";
import { t } from "../strings";

export interface AuthoriseChannelsProps {
  channels: Authorisation[];
  onChange: (channels: Authorisation[]) => void;
}

/** Choose a channel, add it, say what the device may do with it. */
export function AuthoriseChannels({ channels, onChange }: AuthoriseChannelsProps) {
  const { deviceForm } = t();
  const { data, error, reload } = useLoaded(listChannels, []);
  const own = (data ?? []).filter((channel) => !channel.is_shared_with_me);
  const nameOf = (id: number) =>
    own.find((channel) => channel.id === id)?.name ?? deviceForm.unknownChannel(id);
  const change = (id: number, part: Partial<Authorisation>) =>
    onChange(channels.map((one) => (one.id === id ? { ...one, ...part } : one)));
  return (
    <fieldset class="authorise">
      <legend class="legend">{deviceForm.channels}</legend>
      <p class="labelled-hint">{deviceForm.channelsText}</p>
      <ErrorNotice error={error} onRetry={() => void reload()} />
      {data && own.length === 0 && <NoChannels />}
      <AddChannel
        choices={own.filter((channel) => channels.every(({ id }) => id !== channel.id))}
        onAdd={(id) => onChange([...channels, { id, publish: true, subscribe: true }])}
      />
      {channels.length === 0 && data && own.length > 0 && (
        <p class="small soft">{deviceForm.noneYet}</p>
      )}
      {channels.length > 0 && (
        <ul class="authorised" aria-label={deviceForm.authorized}>
          {channels.map((one) => (
            <Authorised
              key={one.id}
              one={one}
              name={nameOf(one.id)}
              onChange={(part) => change(one.id, part)}
              onRemove={() => onChange(channels.filter(({ id }) => id !== one.id))}
            />
          ))}
        </ul>
      )}
    </fieldset>
  );
}

function NoChannels() {
  const { deviceForm } = t();
  return (
    <div class="row">
      <span>{deviceForm.noChannels}</span>
      <LinkButton href="/channels">{deviceForm.newChannel}</LinkButton>
    </div>
  );
}

function AddChannel({
  choices,
  onAdd,
}: {
  choices: ChannelSummary[];
  onAdd: (id: number) => void;
}) {
  const { deviceForm } = t();
  const [chosen, setChosen] = useState("");
  if (choices.length === 0) return null;
  const add = () => {
    onAdd(Number(chosen));
    setChosen("");
  };
  return (
    <div class="row">
      <Select
        label={deviceForm.channel}
        hideLabel
        value={chosen}
        options={[
          { value: "", label: deviceForm.choose },
          ...choices.map(({ id, name }) => ({ value: String(id), label: `${name} (${id})` })),
        ]}
        onChange={setChosen}
      />
      <Button disabled={!chosen} onClick={add}>
        {deviceForm.addChannel}
      </Button>
    </div>
  );
}

interface AuthorisedProps {
  one: Authorisation;
  name: string;
  onChange: (part: Partial<Authorisation>) => void;
  onRemove: () => void;
}

function Authorised({ one, name, onChange, onRemove }: AuthorisedProps) {
  const { deviceForm } = t();
  const permission = (visible: string, full: string) => (
    <>
      <span aria-hidden="true">{visible}</span>
      <span class="visually-hidden">{full}</span>
    </>
  );
  return (
    <li class="authorised-channel">
      <span class="authorised-name">
        {name} <span class="small soft">{one.id}</span>
      </span>
      <Checkbox
        label={permission(deviceForm.publish, deviceForm.publishTo(name))}
        checked={one.publish}
        onChange={(publish) => onChange({ publish })}
      />
      <Checkbox
        label={permission(deviceForm.subscribe, deviceForm.subscribeTo(name))}
        checked={one.subscribe}
        onChange={(subscribe) => onChange({ subscribe })}
      />
      <Button kind="quiet" icon="close" label={deviceForm.remove(name)} onClick={onRemove} />
    </li>
  );
}
