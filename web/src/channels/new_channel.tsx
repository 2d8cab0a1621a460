import { useState } from "preact/hooks";
import { createChannel, FIELD_COUNT } from "../api/channels";
import { useAction } from "../components/action";
import { Button } from "../components/button";
import { Dialog } from "../components/dialog";
import { TextInput } from "../components/inputs";
import { ErrorNotice } from "../components/notice";
import { navigate } from "../shell/router";
import { t } from "../strings";
import { FieldLabelInputs } from "./field_labels";

/** As few lines as are used, and one more. */
const linesFor = (labels: (string | null)[]) =>
  Math.min(
    FIELD_COUNT,
    2 + labels.reduce((last, label, index) => (label === null ? last : index), -1),
  );

/** A channel needs a name and its fields; all else can be set later. */
export function NewChannel({ onClose }: { onClose: () => void }) {
  const { channels, common, settings } = t();
  const [name, setName] = useState("");
  const [description, setDescription] = useState("");
  const [fields, setFields] = useState<(string | null)[]>([
    settings.fieldName(1),
    ...Array.from({ length: FIELD_COUNT - 1 }, () => null),
  ]);
  const { run, busy, error } = useAction(async () => {
    const channel = await createChannel({ name, description, fields });
    navigate(`/channels/${channel.id}`);
  });
  return (
    <Dialog title={channels.add} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void run();
        }}
      >
        <TextInput
          label={settings.name}
          value={name}
          onInput={setName}
          required
          autofocus
          maxLength={255}
        />
        <TextInput
          label={settings.description}
          hint={common.optional}
          value={description}
          onInput={setDescription}
        />
        <FieldLabelInputs labels={fields} onChange={setFields} count={linesFor(fields)} />
        <ErrorNotice error={error} />
        <div class="row row-end">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {channels.create}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
