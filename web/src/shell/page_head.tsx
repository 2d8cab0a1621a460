import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import { t } from "../strings";
import { moves } from "./router";

export interface PageHeadProps {
  title: string;
  /** Beside the title: badges. */
  beside?: ComponentChildren;
  actions?: ComponentChildren;
}

/** The page's one `h1`; whoever comes from another page is on it before their next key. */
export function PageHead({ title, beside, actions }: PageHeadProps) {
  const heading = useRef<HTMLHeadingElement>(null);
  useTitle(title);
  useLayoutEffect(() => {
    if (moves > 0) heading.current?.focus();
  }, []);
  return (
    <header class="page-head">
      <div class="row">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {beside}
      </div>
      {actions && <div class="row">{actions}</div>}
    </header>
  );
}

/** Names the browser's tab. */
export function useTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · ${t().app.name}`;
  }, [title]);
}
