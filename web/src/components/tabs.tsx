import type { ComponentChildren } from "preact";
import { useId, useLayoutEffect, useRef, useState } from "preact/hooks";
import { path } from "../shell/router";

export interface TabLink {
  href: string;
  label: string;
}

/** The pages of one thing. */
export function TabNav({ label, links }: { label: string; links: TabLink[] }) {
  const nav = useRef<HTMLElement>(null);
  useLayoutEffect(() => showCurrent(nav.current), [path.value]);
  return (
    <nav class="tabs" aria-label={label} ref={nav}>
      {links.map((link) => (
        <a
          key={link.href}
          class="tab"
          href={link.href}
          aria-current={path.value === link.href ? "page" : undefined}
        >
          {link.label}
        </a>
      ))}
    </nav>
  );
}

/** Where not all tabs fit, the current one is in the middle of those in sight. */
function showCurrent(nav: HTMLElement | null): void {
  const current = nav?.querySelector("[aria-current]")?.getBoundingClientRect();
  if (!nav || !current) return;
  const { left, width } = nav.getBoundingClientRect();
  nav.scrollLeft += current.left + current.width / 2 - (left + width / 2);
}

export interface Tab {
  id: string;
  label: string;
  content: () => ComponentChildren;
}

/** Several views in one place; arrow keys go from one to the next. */
export function Tabs({ label, tabs }: { label: string; tabs: Tab[] }) {
  const [chosen, setChosen] = useState(tabs[0]?.id);
  const prefix = useId();
  const list = useRef<HTMLDivElement>(null);
  const index = Math.max(
    0,
    tabs.findIndex((tab) => tab.id === chosen),
  );
  const go = (to: number) => {
    const next = (to + tabs.length) % tabs.length;
    setChosen(tabs[next]?.id);
    (list.current?.children[next] as HTMLElement | undefined)?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const steps: Record<string, number> = {
      ArrowRight: index + 1,
      ArrowLeft: index - 1,
      Home: 0,
      End: -1,
    };
    const to = steps[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  };
  return (
    <div class="stack">
      <div class="tabs" role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map((tab, at) => (
          <button
            key={tab.id}
            type="button"
            role="tab"
            class="tab"
            id={`${prefix}-${tab.id}`}
            aria-selected={at === index}
            aria-controls={`${prefix}-panel`}
            tabIndex={at === index ? 0 : -1}
            onClick={() => setChosen(tab.id)}
          >
            {tab.label}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${prefix}-panel`} aria-labelledby={`${prefix}-${tabs[index]?.id}`}>
        {tabs[index]?.content()}
      </div>
    </div>
  );
}
