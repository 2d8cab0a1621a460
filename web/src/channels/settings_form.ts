/** A channel's settings as the texts of a form, and back. Pure. */
import { labelsOf, type Channel, type ChannelSettings } from "../api/channels";

export interface SettingsForm {
  name: string;
  description: string;
  fields: (string | null)[];
  metadata: string;
  tags: string;
  url: string;
  github_url: string;
  latitude: string;
  longitude: string;
  elevation: string;
  interval: string;
  last_entry_on_subscribe: boolean;
  retention_days: string;
  retention_entries: string;
}

const textOf = (value: string | number | null | undefined) => String(value ?? "");

/** Zero means "no limit", which a form says by an empty line. */
const limitOf = (value: number | undefined) => (value ? String(value) : "");

/** Both 0 is ThingSpeak's way to say "nowhere", and a new channel's place. */
const NOWHERE = "0.0";

function isNowhere({ latitude, longitude }: Pick<Channel, "latitude" | "longitude">): boolean {
  return Number(latitude ?? 0) === 0 && Number(longitude ?? 0) === 0;
}

export function formOf(channel: Channel): SettingsForm {
  const nowhere = isNowhere(channel);
  return {
    name: channel.name,
    description: textOf(channel.description),
    fields: labelsOf(channel),
    metadata: textOf(channel.metadata),
    tags: textOf(channel.tags),
    url: textOf(channel.url),
    github_url: textOf(channel.github_url),
    latitude: nowhere ? "" : textOf(channel.latitude),
    longitude: nowhere ? "" : textOf(channel.longitude),
    elevation: textOf(channel.elevation),
    interval: textOf(channel.interval ?? 0),
    last_entry_on_subscribe: channel.last_entry_on_subscribe,
    retention_days: limitOf(channel.retention_days),
    retention_entries: limitOf(channel.retention_entries),
  };
}

const NUMBERS = ["interval", "retention_days", "retention_entries"] as const;

/** Only what differs, so that what was not touched here cannot overwrite what changed elsewhere. */
export function changesIn(form: SettingsForm, before: SettingsForm): Partial<ChannelSettings> {
  const changed = Object.entries(form).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof SettingsForm]),
  );
  const changes: Record<string, unknown> = Object.fromEntries(changed);
  for (const name of NUMBERS) if (name in changes) changes[name] = Number(form[name] || 0);
  if (changes["latitude"] === "") changes["latitude"] = NOWHERE;
  if (changes["longitude"] === "") changes["longitude"] = NOWHERE;
  return changes as Partial<ChannelSettings>;
}
