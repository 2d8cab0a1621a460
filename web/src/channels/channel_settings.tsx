import { useState } from "preact/hooks";
import { changeChannel } from "../api/channels";
import { useAction } from "../components/action";
import { Button } from "../components/button";
import { Checkbox, TextArea, TextInput } from "../components/inputs";
import { ErrorNotice } from "../components/notice";
import { Panel } from "../components/panel";
import { announce } from "../components/toast";
import { t } from "../strings";
import type { ChannelProps } from "./channel_page";
import { FieldLabelInputs } from "./field_labels";
import { RetentionInputs } from "./retention";
import { changesIn, formOf, type SettingsForm } from "./settings_form";

/** What parts of the form get. */
export interface FormProps {
  form: SettingsForm;
  change: (part: Partial<SettingsForm>) => void;
}

export default function ChannelSettings({ channel, replace }: ChannelProps) {
  const [form, setForm] = useState(formOf(channel));
  const change = (part: Partial<SettingsForm>) => setForm({ ...form, ...part });
  const { run, busy, error } = useAction(async () => {
    const changed = await changeChannel(channel.id, changesIn(form, formOf(channel)));
    replace({ ...channel, ...changed });
    announce(t().common.saved);
  });
  return (
    <form
      class="stack narrow"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void run();
      }}
    >
      <Words form={form} change={change} />
      <Panel title={t().settings.fieldsTitle}>
        <p class="soft">{t().settings.fieldsText}</p>
        <FieldLabelInputs
          labels={form.fields}
          onChange={(fields) => change({ fields })}
          hideLabel
        />
      </Panel>
      <Place form={form} change={change} />
      <Writing form={form} change={change} />
      <Panel title={t().settings.retention}>
        <RetentionInputs channel={channel} form={form} change={change} />
      </Panel>
      <div class="form-foot">
        <ErrorNotice error={error} />
        <Button kind="primary" type="submit" busy={busy}>
          {t().common.save}
        </Button>
      </div>
    </form>
  );
}

function Words({ form, change }: FormProps) {
  const { settings } = t();
  return (
    <Panel title={settings.words}>
      <TextInput
        label={settings.name}
        value={form.name}
        onInput={(name) => change({ name })}
        required
      />
      <TextArea
        label={settings.description}
        value={form.description}
        onInput={(description) => change({ description })}
      />
      <TextInput
        label={settings.tags}
        hint={settings.tagsHint}
        value={form.tags}
        onInput={(tags) => change({ tags })}
      />
      <TextInput
        label={settings.url}
        type="url"
        placeholder="https://"
        value={form.url}
        onInput={(url) => change({ url })}
      />
      <TextInput
        label={settings.github}
        type="url"
        placeholder="https://github.com/"
        value={form.github_url}
        onInput={(github_url) => change({ github_url })}
      />
      <TextArea
        label={settings.metadata}
        hint={settings.metadataHint}
        value={form.metadata}
        onInput={(metadata) => change({ metadata })}
      />
    </Panel>
  );
}

function Place({ form, change }: FormProps) {
  const { settings } = t();
  const degrees = { type: "number", step: "any" } as const;
  return (
    <Panel title={settings.place}>
      <p class="soft">{settings.placeText}</p>
      <div class="columns">
        <TextInput
          label={settings.latitude}
          {...degrees}
          min={-90}
          max={90}
          value={form.latitude}
          onInput={(latitude) => change({ latitude })}
        />
        <TextInput
          label={settings.longitude}
          {...degrees}
          min={-180}
          max={180}
          value={form.longitude}
          onInput={(longitude) => change({ longitude })}
        />
        <TextInput
          label={settings.elevation}
          {...degrees}
          value={form.elevation}
          onInput={(elevation) => change({ elevation })}
        />
      </div>
    </Panel>
  );
}

function Writing({ form, change }: FormProps) {
  const { settings } = t();
  return (
    <Panel title={settings.writing}>
      <TextInput
        label={settings.interval}
        hint={settings.intervalHint}
        type="number"
        min={0}
        max={3600}
        step="any"
        value={form.interval}
        onInput={(interval) => change({ interval })}
      />
      <Checkbox
        label={settings.lastOnSubscribe}
        hint={settings.lastOnSubscribeHint}
        checked={form.last_entry_on_subscribe}
        onChange={(last_entry_on_subscribe) => change({ last_entry_on_subscribe })}
      />
    </Panel>
  );
}
