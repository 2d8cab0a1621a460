import type { ComponentChildren } from "preact";
import { ApiError } from "../api/http";
import { t } from "../strings";
import { Button } from "./button";
import { Icon } from "./icon";
import { Furrows } from "./mark";

export type Tone = "plain" | "good" | "warning" | "danger";

export function Notice({ tone = "plain", children }: { tone?: Tone; children: ComponentChildren }) {
  const icon = tone === "good" ? "check" : tone === "plain" ? "info" : "warning";
  return (
    <div class={`notice notice-${tone}`} role={tone === "danger" ? "alert" : undefined}>
      <Icon name={icon} />
      <div class="stack stack-tight">{children}</div>
    </div>
  );
}

/** An error in words for people. */
export function wordsOf(error: Error): string {
  const unreachable = error instanceof ApiError && error.status === 0;
  return unreachable ? t().app.unreachable : error.message;
}

/** What the server said against it; nothing while there is no error. */
export function ErrorNotice({ error, onRetry }: { error: Error | null; onRetry?: () => void }) {
  if (!error) return null;
  return (
    <Notice tone="danger">
      <p>{wordsOf(error)}</p>
      {onRetry && (
        <div>
          <Button onClick={onRetry}>{t().app.tryAgain}</Button>
        </div>
      )}
    </Notice>
  );
}

export function Badge({ tone = "plain", children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`badge badge-${tone}`}>{children}</span>;
}

export function EmptyState({ title, children }: { title: string; children?: ComponentChildren }) {
  return (
    <section class="empty">
      <Furrows />
      <h2>{title}</h2>
      {children}
    </section>
  );
}

export function Loading() {
  return <div class="loading" role="progressbar" aria-label={t().common.loading}></div>;
}
