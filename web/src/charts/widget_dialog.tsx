import { useState } from "preact/hooks";
import type { Field } from "../api/channels";
import { Button } from "../components/button";
import { Dialog } from "../components/dialog";
import { Segments, Select, TextInput } from "../components/inputs";
import { t } from "../strings";
import { changeView, CONDITIONS, fieldView, WIDGETS, type FieldView } from "./field_view";

export interface WidgetDialogProps {
  channel: number;
  field: Field;
  onClose: () => void;
}

/** How the last value of a field is shown to this viewer. */
export function WidgetDialog({ channel, field, onClose }: WidgetDialogProps) {
  const { charts, common } = t();
  const [view, setView] = useState(fieldView(channel, field.number).value);
  const change = (part: Partial<FieldView>) => setView({ ...view, ...part });
  const wrong = view.widget === "gauge" && !(view.max > view.min) ? charts.endsWrong : null;
  const save = () => {
    changeView(channel, field.number, view);
    onClose();
  };
  return (
    <Dialog title={charts.widgetOf(field.label)} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!wrong) save();
        }}
      >
        <Segments
          label={charts.widget}
          value={view.widget}
          options={WIDGETS.map((value) => ({ value, label: charts.widgets[value] }))}
          onChange={(widget) => change({ widget })}
        />
        <TextInput
          label={charts.unit}
          hint={charts.unitHint}
          value={view.unit}
          maxLength={12}
          onInput={(unit) => change({ unit })}
        />
        {view.widget === "gauge" && (
          <div class="row">
            <NumberInput label={charts.from} value={view.min} onInput={(min) => change({ min })} />
            <NumberInput
              label={charts.to}
              value={view.max}
              error={wrong}
              onInput={(max) => change({ max })}
            />
          </div>
        )}
        {view.widget === "lamp" && (
          <div class="row">
            <Select
              label={charts.lampWhen}
              value={view.condition}
              options={CONDITIONS.map((value) => ({ value, label: charts.conditions[value] }))}
              onChange={(condition) => change({ condition })}
            />
            <NumberInput
              label={charts.threshold}
              value={view.threshold}
              onInput={(threshold) => change({ threshold })}
            />
          </div>
        )}
        <p class="small soft">{charts.widgetIsYours}</p>
        <div class="row row-end">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" type="submit">
            {common.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface NumberInputProps {
  label: string;
  value: number;
  error?: string | null;
  onInput: (value: number) => void;
}

function NumberInput({ label, value, error, onInput }: NumberInputProps) {
  return (
    <TextInput
      label={label}
      type="number"
      step="any"
      required
      value={Number.isNaN(value) ? "" : String(value)}
      error={error}
      onInput={(text) => onInput(text === "" ? NaN : Number(text))}
    />
  );
}
