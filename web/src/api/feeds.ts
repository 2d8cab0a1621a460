import { get, postText, withQuery } from "./http";

/** One entry, as feeds and the live messages carry it. */
export interface Entry {
  created_at: string;
  entry_id: number;
  [field: `field${number}`]: string | null | undefined;
  status?: string | null;
}

export interface Band {
  min: (number | null)[];
  max: (number | null)[];
  avg: (number | null)[];
  last: (number | null)[];
}

/** A range of a channel, at most so many points; times and values are parallel arrays. */
export interface Series {
  channel: number;
  start_ms: number;
  end_ms: number;
  /** 0: the points are the entries themselves. */
  bucket_ms: number;
  last_entry_id: number | null;
  t: number[];
  [field: `${number}`]: Band | undefined;
}

export interface SeriesQuery {
  fields: string;
  start?: string;
  end?: string;
  points?: number;
}

export const readSeries = (id: number, query: SeriesQuery, signal?: AbortSignal) =>
  get<Series>(`/api/v1/channels/${id}/series`, { ...query }, signal);

interface Feeds {
  feeds: Entry[];
}

/** The newest entries, oldest first. */
export const readEntries = async (id: number, results: number): Promise<Entry[]> =>
  (await get<Feeds>(`/channels/${id}/feeds.json`, { results, status: true })).feeds;

/** The newest status texts between two times, oldest first. */
export const readStatuses = async (id: number, start: Date, end: Date): Promise<Entry[]> =>
  (
    await get<Feeds>(`/channels/${id}/status.json`, {
      start: start.toISOString(),
      end: end.toISOString(),
      results: 200,
    })
  ).feeds;

/** All entries, however many. */
export const exportPath = (id: number, format: "csv" | "json") =>
  `/channels/${id}/export.${format}`;

export interface BadRow {
  row: number;
  details: string;
}

export const importCsv = (id: number, csv: string, check: boolean) =>
  postText<{ rows: number; imported: number }>(
    withQuery(`/api/v1/channels/${id}/import`, { check }),
    csv,
    "text/csv",
  );
