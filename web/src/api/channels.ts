import { get, patch, post, remove } from "./http";

export const FIELD_COUNT = 8;

/** A channel as lists carry it. */
export interface ChannelSummary {
  id: number;
  name: string;
  owner: string;
  public: boolean;
  created_at: string;
  description: string;
  tags: string;
  /** Labels of fields 1 to 8; null: disabled. */
  fields: (string | null)[];
  last_entry_id: number | null;
  last_entry_at: string | null;
  is_shared_with_me: boolean;
}

export interface ReadKey {
  api_key: string;
  note: string;
}

type FieldLabels = { [name in `field${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8}`]?: string | null };

export interface Channel extends FieldLabels {
  id: number;
  name: string;
  owner: string;
  public: boolean;
  created_at: string;
  updated_at: string;
  description: string | null;
  metadata: string | null;
  tags: string | null;
  url: string | null;
  github_url: string | null;
  latitude: string | number | null;
  longitude: string | number | null;
  elevation: string | number | null;
  /** Seconds between writes; 0: no limit. */
  interval: number;
  last_entry_on_subscribe: boolean;
  last_entry_id: number | null;
  is_simulated: boolean;
  may_administer: boolean;
  /** 0: for ever. */
  retention_days: number;
  /** 0: no limit. */
  retention_entries: number;
  /** The rest only for who may administer the channel. */
  write_api_key?: string;
  read_api_keys?: ReadKey[];
  shared_with?: string[];
}

/** What a channel is made from, and what its settings change. */
export interface ChannelSettings {
  name: string;
  description: string;
  public: boolean;
  interval: number;
  fields: (string | null)[];
  tags: string;
  url: string;
  github_url: string;
  metadata: string;
  latitude: string | number | null;
  longitude: string | number | null;
  elevation: string | number | null;
  last_entry_on_subscribe: boolean;
  retention_days: number;
  retention_entries: number;
  shared_with: string[];
}

export interface Statistics {
  entries: number;
  first_at: string | null;
  last_at: string | null;
  bytes: number | null;
  entries_last_minute: number;
  entries_last_hour: number;
  entries_last_day: number;
  /** Until retention by size begins to drop entries; null: it will not. */
  days_left: number | null;
}

export interface PublicPage {
  channels: ChannelSummary[];
  page: number;
  pages: number;
}

const at = (id: number) => `/api/v1/channels/${id}`;

export const listChannels = () => get<ChannelSummary[]>("/api/v1/channels");
export const createChannel = (settings: Partial<ChannelSettings>) =>
  post<Channel>("/api/v1/channels", settings);
export const createDemo = () => post<Channel>("/api/v1/demo");
export const readChannel = (id: number) => get<Channel>(at(id));
export const changeChannel = (id: number, change: Partial<ChannelSettings>) =>
  patch<Channel>(at(id), change);
export const deleteChannel = (id: number) => remove(at(id));
export const clearChannel = (id: number) => remove(`${at(id)}/feed`);
export const readStatistics = (id: number) => get<Statistics>(`${at(id)}/statistics`);
export const listPublicChannels = (page: number, tag: string) =>
  get<PublicPage>("/api/v1/public/channels", { page, tag });

export const renewWriteKey = (id: number) => patch<Channel>(at(id), { new_write_key: true });
export const addReadKey = (id: number, note: string) =>
  patch<Channel>(at(id), { add_read_key: note });
export const removeReadKey = (id: number, key: string) =>
  patch<Channel>(at(id), { remove_read_key: key });

/** An enabled field of a channel. */
export interface Field {
  number: number;
  label: string;
}

export const fieldsOf = (channel: Channel): Field[] => enabled(labelsOf(channel));

export const fieldsOfSummary = ({ fields }: ChannelSummary): Field[] => enabled(fields);

function enabled(labels: (string | null)[]): Field[] {
  return labels.flatMap((label, index) => (label === null ? [] : [{ number: index + 1, label }]));
}

/** The labels of all eight fields; null: disabled. */
export function labelsOf(channel: Channel): (string | null)[] {
  const numbers = [1, 2, 3, 4, 5, 6, 7, 8] as const;
  return numbers.map((number) => channel[`field${number}`] || null);
}
