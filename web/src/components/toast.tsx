import { signal } from "@preact/signals";

interface Toast {
  id: number;
  text: string;
}

const SHOWN_MS = 5000;
const toasts = signal<Toast[]>([]);
let nextId = 1;

const dismiss = (id: number) => (toasts.value = toasts.value.filter((toast) => toast.id !== id));

/** Tells, to eye and ear, that something has happened. */
export function announce(text: string): void {
  const id = nextId++;
  toasts.value = [...toasts.value, { id, text }];
  setTimeout(() => dismiss(id), SHOWN_MS);
}

/** The live region; once on the page. */
export function Toasts() {
  return (
    <div class="toasts" role="status" aria-live="polite">
      {toasts.value.map((toast) => (
        <div key={toast.id} class="toast">
          <span>{toast.text}</span>
        </div>
      ))}
    </div>
  );
}
