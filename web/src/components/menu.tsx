import { useLayoutEffect, useRef, useState } from "preact/hooks";
import { Button, type ButtonProps } from "./button";
import { Icon, type IconName } from "./icon";

export interface MenuItem {
  label: string;
  icon?: IconName;
  danger?: boolean;
  /** One of several that exclude each other; the chosen one is ticked. */
  checked?: boolean;
  /** It is ticked or not by itself, whatever the others are. */
  isSwitch?: boolean;
  onChoose?: () => void;
  href?: string;
}

export type MenuEntry = MenuItem | { heading: string };

export interface MenuProps {
  label: string;
  entries: MenuEntry[];
  icon?: IconName;
  kind?: ButtonProps["kind"];
}

/** A button that opens a list of actions. */
export function Menu({ label, entries, icon = "more", kind = "quiet" }: MenuProps) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const close = () => {
    setOpen(false);
    root.current?.querySelector("button")?.focus();
  };
  useClosing(root, open, () => setOpen(false));
  return (
    <div class="menu" ref={root} onKeyDown={(event) => onKey(event, root.current, close)}>
      <Button kind={kind} icon={icon} label={label} onClick={() => setOpen(!open)} />
      {open && (
        <div class="menu-items" role="menu" aria-label={label}>
          {entries.map((entry) =>
            "heading" in entry ? (
              <div key={entry.heading} class="menu-heading" role="presentation">
                {entry.heading}
              </div>
            ) : (
              <Item key={entry.label} item={entry} close={close} />
            ),
          )}
        </div>
      )}
    </div>
  );
}

function Item({ item, close }: { item: MenuItem; close: () => void }) {
  const { label, icon, danger, checked, isSwitch, onChoose, href } = item;
  const name = `menu-item${danger ? " menu-item-danger" : ""}`;
  const mark = checked ? "check" : icon;
  const content = [mark && <Icon key="icon" name={mark} />, label];
  if (href) {
    return (
      <a class={name} role="menuitem" href={href} target="_blank" rel="noreferrer">
        {content}
      </a>
    );
  }
  return (
    <button
      type="button"
      class={name}
      role={checked === undefined ? "menuitem" : isSwitch ? "menuitemcheckbox" : "menuitemradio"}
      aria-checked={checked}
      onClick={() => {
        close();
        onChoose?.();
      }}
    >
      {content}
    </button>
  );
}

/** Puts the list into sight and the focus into it as it opens, before another key can come, and
 * closes it when people press elsewhere. */
function useClosing(root: { current: HTMLElement | null }, open: boolean, close: () => void): void {
  useLayoutEffect(() => {
    if (!open) return;
    root.current?.querySelector(".menu-items")?.scrollIntoView({ block: "nearest" });
    const items = root.current?.querySelectorAll<HTMLElement>(".menu-item");
    const ticked = [...(items ?? [])].find((item) => item.ariaChecked === "true");
    (ticked ?? items?.[0])?.focus();
    const outside = (event: Event) => {
      if (!root.current?.contains(event.target as Node)) close();
    };
    document.addEventListener("pointerdown", outside);
    document.addEventListener("focusin", outside);
    return () => {
      document.removeEventListener("pointerdown", outside);
      document.removeEventListener("focusin", outside);
    };
  }, [open]);
}

function onKey(event: KeyboardEvent, root: HTMLElement | null, close: () => void): void {
  const items = [...(root?.querySelectorAll<HTMLElement>(".menu-item") ?? [])];
  if (items.length === 0) return;
  const index = items.indexOf(document.activeElement as HTMLElement);
  const moves: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    Home: 0,
    End: -1,
  };
  const to = moves[event.key];
  if (event.key === "Escape") close();
  else if (to !== undefined) items.at(to % items.length)?.focus();
  else return;
  event.preventDefault();
}
