import type { ComponentChildren, JSX } from "preact";
import { useId } from "preact/hooks";

interface LabelledProps {
  label: string;
  hint?: ComponentChildren;
  error?: string | null | undefined;
  /** Only for readers of the page aloud; where the place says it to the eye. */
  hideLabel?: boolean;
}

interface Ids {
  id: string;
  "aria-describedby"?: string | undefined;
  "aria-invalid"?: "true" | undefined;
}

/** A control with its label, its hint and what is wrong with it. */
export function Labelled(props: LabelledProps & { children: (ids: Ids) => ComponentChildren }) {
  const id = useId();
  const { label, hint, error, hideLabel, children } = props;
  const note = error || hint ? `${id}-note` : undefined;
  return (
    <div class="labelled">
      <label for={id} class={hideLabel ? "visually-hidden" : undefined}>
        {label}
      </label>
      {children({ id, "aria-describedby": note, "aria-invalid": error ? "true" : undefined })}
      {error ? (
        <span id={note} class="labelled-error" role="alert">
          {error}
        </span>
      ) : (
        hint && (
          <span id={note} class="labelled-hint">
            {hint}
          </span>
        )
      )}
    </div>
  );
}

type Native = Omit<JSX.IntrinsicElements["input"], "label" | "onInput" | "value" | "id" | "class">;

export interface TextInputProps extends LabelledProps, Native {
  value: string;
  onInput: (value: string) => void;
}

export function TextInput({
  label,
  hint,
  error,
  hideLabel,
  value,
  onInput,
  ...rest
}: TextInputProps) {
  return (
    <Labelled {...{ label, hint, error, hideLabel }}>
      {(ids) => (
        <input
          class="input"
          {...ids}
          {...rest}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

export interface TextAreaProps extends LabelledProps {
  value: string;
  onInput: (value: string) => void;
  rows?: number;
}

export function TextArea({ label, hint, error, value, onInput, rows = 3 }: TextAreaProps) {
  return (
    <Labelled {...{ label, hint, error }}>
      {(ids) => (
        <textarea
          class="input"
          {...ids}
          rows={rows}
          value={value}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
    </Labelled>
  );
}

export interface Option<V extends string = string> {
  value: V;
  label: string;
}

export interface SelectProps<V extends string> extends LabelledProps {
  value: V;
  options: Option<V>[];
  onChange: (value: V) => void;
  disabled?: boolean;
}

export function Select<V extends string>(props: SelectProps<V>) {
  const { label, hint, error, hideLabel, value, options, onChange, disabled } = props;
  return (
    <Labelled {...{ label, hint, error, hideLabel }}>
      {(ids) => (
        <select
          class="input"
          {...ids}
          value={value}
          disabled={disabled}
          onChange={(event) => onChange(event.currentTarget.value as V)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

export interface CheckboxProps {
  label: ComponentChildren;
  checked: boolean;
  onChange: (checked: boolean) => void;
  hint?: ComponentChildren;
  disabled?: boolean;
}

export function Checkbox({ label, checked, onChange, hint, disabled }: CheckboxProps) {
  return (
    <label class="check">
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        {label}
        {hint && <span class="labelled-hint"> {hint}</span>}
      </span>
    </label>
  );
}

export interface SegmentsProps<V extends string> {
  label: string;
  value: V;
  options: Option<V>[];
  onChange: (value: V) => void;
}

/** One of a few, all in sight. */
export function Segments<V extends string>({ label, value, options, onChange }: SegmentsProps<V>) {
  const name = useId();
  return (
    <div class="segments" role="radiogroup" aria-label={label}>
      {options.map((option) => (
        <label key={option.value}>
          <input
            type="radio"
            name={name}
            value={option.value}
            checked={option.value === value}
            onChange={() => onChange(option.value)}
          />
          <span>{option.label}</span>
        </label>
      ))}
    </div>
  );
}
