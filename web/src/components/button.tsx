import type { ComponentChildren } from "preact";
import { Icon, type IconName } from "./icon";

export interface ButtonProps {
  children?: ComponentChildren;
  kind?: "plain" | "primary" | "danger" | "quiet";
  icon?: IconName;
  /** The name of a button that shows only its icon. */
  label?: string;
  type?: "button" | "submit";
  /** Under way: cannot be pressed again, but keeps the focus. */
  busy?: boolean;
  disabled?: boolean;
  onClick?: (event: MouseEvent) => void;
}

function classOf({ kind = "plain", children }: Pick<ButtonProps, "kind" | "children">): string {
  return `button button-${kind}${children ? "" : " button-icon"}`;
}

export function Button(props: ButtonProps) {
  const { children, icon, label, type = "button", busy, disabled, onClick } = props;
  return (
    <button
      type={type}
      class={classOf(props)}
      disabled={disabled}
      aria-disabled={busy ? "true" : undefined}
      aria-label={label}
      title={children ? undefined : label}
      onClick={(event) => {
        if (busy) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

export interface LinkButtonProps extends Pick<ButtonProps, "children" | "kind" | "icon" | "label"> {
  href: string;
  /** A file that the server sends; not a page of ours. */
  download?: boolean;
}

/** A link that looks like a button: it goes somewhere, it does nothing. */
export function LinkButton(props: LinkButtonProps) {
  const { children, icon, label, href, download } = props;
  return (
    <a class={classOf(props)} href={href} download={download} aria-label={label}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  );
}
