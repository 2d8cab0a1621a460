import { useState } from "preact/hooks";
import type { DeviceSettings } from "../api/devices";
import { useAction } from "../components/action";
import { Button } from "../components/button";
import { TextInput } from "../components/inputs";
import { ErrorNotice } from "../components/notice";
import { t } from "../strings";
import { AuthoriseChannels } from "./authorise_channels";
import "./device_form.css";

export interface DeviceFormProps {
  initial: DeviceSettings;
  submit: string;
  onSubmit: (settings: DeviceSettings) => Promise<unknown>;
  onCancel: () => void;
}

/** What is said of a device when it is added, and when it is edited. */
export function DeviceForm({ initial, submit, onSubmit, onCancel }: DeviceFormProps) {
  const { common, deviceForm } = t();
  const [settings, setSettings] = useState(initial);
  const change = (part: Partial<DeviceSettings>) => setSettings({ ...settings, ...part });
  const { run, busy, error } = useAction(() => onSubmit(settings));
  return (
    <form
      class="stack"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void run();
      }}
    >
      <TextInput
        label={deviceForm.name}
        value={settings.name}
        onInput={(name) => change({ name })}
        required
        autofocus
        maxLength={255}
      />
      <TextInput
        label={deviceForm.description}
        hint={common.optional}
        value={settings.description}
        onInput={(description) => change({ description })}
      />
      <AuthoriseChannels
        channels={settings.channels}
        onChange={(channels) => change({ channels })}
      />
      <ErrorNotice error={error} />
      <div class="row row-end">
        <Button onClick={onCancel}>{common.cancel}</Button>
        <Button kind="primary" type="submit" busy={busy}>
          {submit}
        </Button>
      </div>
    </form>
  );
}
