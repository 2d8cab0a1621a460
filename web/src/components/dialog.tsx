import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { t } from "../strings";
import { useAction } from "./action";
import { Button } from "./button";
import { TextInput } from "./inputs";
import { ErrorNotice } from "./notice";

export interface DialogProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
}

/** A modal dialog; the parent shows it by drawing it. Escape closes it. */
export function Dialog({ title, onClose, children, wide }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  // Before another key can come, which would go to what lies below.
  useLayoutEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      class={`dialog${wide ? " dialog-wide" : ""}`}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <div class="dialog-body">
        <div class="panel-head">
          <h2 id={id}>{title}</h2>
          <Button kind="quiet" icon="close" label={t().common.close} onClick={onClose} />
        </div>
        {children}
      </div>
    </dialog>
  );
}

export interface TypedConfirmationProps {
  title: string;
  text: ComponentChildren;
  /** What has to be typed: the name of what will be gone. */
  expected: string;
  action: string;
  onConfirm: () => Promise<unknown>;
  onClose: () => void;
}

/** Asks before what cannot be undone. `onConfirm` that resolves closes it. */
export function TypedConfirmation(props: TypedConfirmationProps) {
  const { title, text, expected, action, onConfirm, onClose } = props;
  const [typed, setTyped] = useState("");
  const { run, busy, error } = useAction(async () => {
    await onConfirm();
    onClose();
  });
  const matches = typed.trim() === expected.trim();
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (matches && !busy) void run();
        }}
      >
        <p>{text}</p>
        <TextInput
          label={t().common.typeToConfirm(expected)}
          value={typed}
          onInput={setTyped}
          autofocus
          autocomplete="off"
          spellcheck={false}
        />
        <ErrorNotice error={error} />
        <div class="row row-end">
          <Button onClick={onClose}>{t().common.cancel}</Button>
          <Button kind="danger" type="submit" disabled={!matches} busy={busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
