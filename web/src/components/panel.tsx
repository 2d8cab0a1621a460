import type { ComponentChildren } from "preact";

export interface PanelProps {
  title?: string;
  actions?: ComponentChildren;
  danger?: boolean;
  children: ComponentChildren;
}

/** A part of a page with a heading of its own. */
export function Panel({ title, actions, danger, children }: PanelProps) {
  return (
    <section class={`panel${danger ? " panel-danger" : ""}`}>
      {(title || actions) && (
        <div class="panel-head">
          {title && <h2>{title}</h2>}
          {actions && <div class="row">{actions}</div>}
        </div>
      )}
      {children}
    </section>
  );
}

export interface Figure {
  label: string;
  value: ComponentChildren;
}

/** Labelled values beside each other. */
export function Figures({ figures }: { figures: Figure[] }) {
  return (
    <dl class="figures">
      {figures.map((figure) => (
        <div key={figure.label}>
          <dt>{figure.label}</dt>
          <dd>{figure.value}</dd>
        </div>
      ))}
    </dl>
  );
}
