import { useState } from "preact/hooks";
import { t } from "../strings";
import { Button } from "./button";
import { announce } from "./toast";

/** Copies also where the page came over plain HTTP, where browsers hide the clipboard. */
async function copyText(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const area = document.createElement("textarea");
  area.value = text;
  // Inside an open dialog nothing outside of it can be selected.
  (document.querySelector("dialog[open]") ?? document.body).append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** `what` names the text for those who do not see it: "password". */
export function CopyButton({
  text,
  what,
  withLabel,
}: {
  text: string;
  what: string;
  withLabel?: boolean;
}) {
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await copyText(text);
    setCopied(true);
    announce(t().common.copied);
    setTimeout(() => setCopied(false), 2000);
  };
  const icon = copied ? "check" : "copy";
  return withLabel ? (
    <Button icon={icon} onClick={copy}>
      {t().common.copy}
    </Button>
  ) : (
    <Button kind="quiet" icon={icon} label={t().common.copyOf(what)} onClick={copy} />
  );
}

/** A key or identifier that people carry elsewhere. */
export function Secret({ text, what }: { text: string; what: string }) {
  return (
    <div class="secret">
      <code class="mono">{text}</code>
      <CopyButton text={text} what={what} />
    </div>
  );
}
