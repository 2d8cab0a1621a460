import { FIELD_COUNT } from "../api/channels";
import { FieldMark } from "../components/field_mark";
import { t } from "../strings";

export interface FieldLabelsProps {
  labels: (string | null)[];
  onChange: (labels: (string | null)[]) => void;
  /** How many lines to offer; the rest appears when these are used. */
  count?: number;
  /** Where they stand under their heading already. */
  hideLabel?: boolean;
}

/** The eight fields: on or off, and what each is called. */
export function FieldLabelInputs(props: FieldLabelsProps) {
  const { labels, onChange, count = FIELD_COUNT, hideLabel } = props;
  const { settings } = t();
  const change = (index: number, label: string | null) =>
    onChange(labels.map((old, at) => (at === index ? label : old)));
  return (
    <fieldset class="field-inputs">
      <legend class={hideLabel ? "visually-hidden" : "legend"}>{settings.fields}</legend>
      {labels.slice(0, count).map((label, index) => (
        <div class="field-input" key={index}>
          <input
            type="checkbox"
            checked={label !== null}
            aria-label={settings.fieldIsOn(index + 1)}
            onChange={(event) =>
              change(index, event.currentTarget.checked ? settings.fieldName(index + 1) : null)
            }
          />
          <FieldMark number={index + 1} />
          <input
            class="input"
            value={label ?? ""}
            placeholder={settings.fieldOff}
            aria-label={settings.fieldLabel(index + 1)}
            onInput={(event) => change(index, event.currentTarget.value || null)}
          />
        </div>
      ))}
    </fieldset>
  );
}
