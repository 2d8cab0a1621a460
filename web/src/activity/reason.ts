/** The server names reasons by codes; here they become sentences, with the remedy on this page. */
import { channelIn } from "../devices/reasons";
import { t } from "../strings";

export interface Reasoned {
  reason: string;
  /** What the server advises; it also knows the command line. */
  remedy: string;
  topic: string | null;
}

export interface Words {
  what: string;
  remedy: string;
}

export function wordsFor({ reason, remedy, topic }: Reasoned): Words {
  const [what, ours] = t().reasons[reason]?.(String(channelIn(topic) ?? "")) ?? ["", ""];
  return { what: what || reason.replace(/_/g, " "), remedy: ours || remedy };
}
