/** What the address of an embedded chart says, with ThingSpeak's names and defaults. Pure. */

export const EMBED_TYPES = ["line", "spline", "step", "column", "bar"] as const;
export type EmbedType = (typeof EMBED_TYPES)[number];

export interface EmbedParameters {
  channel: number;
  field: number;
  /** Null: the channel's name, and so on; only the answer tells. */
  title: string | null;
  xAxis: string | null;
  yAxis: string | null;
  colour: string;
  background: string;
  type: EmbedType;
  /** Pixels; null: what the frame has. */
  width: number | null;
  height: number | null;
  isDynamic: boolean;
  updateSeconds: number;
  yMin: number | null;
  yMax: number | null;
  timeZone: string | null;
  /** The parameters that belong to the reading, as a query. */
  feedQuery: string;
}

const FEED_NAMES = [
  "api_key",
  "results",
  "days",
  "minutes",
  "start",
  "end",
  "timezone",
  "offset",
  "round",
  "min",
  "max",
  "timescale",
  "average",
  "median",
  "sum",
];

const RESULTS = "100";
const TITLE_MAX = 40;

function colourOf(text: string | null, usual: string): string {
  const digits = (text ?? "").replace(/^#/, "");
  if (/^[0-9a-f]{3}$/i.test(digits)) return `#${digits.replace(/./g, "$&$&")}`;
  return /^[0-9a-f]{6}$/i.test(digits) ? `#${digits}` : usual;
}

function numberOf(text: string | null): number | null {
  const value = text === null || text.trim() === "" ? NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

function sizeOf(text: string | null, usual: number): number | null {
  if (text === "auto") return null;
  return Math.max(50, numberOf(text) ?? usual);
}

const isTrue = (text: string | null) => text === "true" || text === "1";

function typeOf(query: URLSearchParams): EmbedType {
  if (isTrue(query.get("step"))) return "step";
  return EMBED_TYPES.find((type) => type === query.get("type")) ?? "line";
}

function feedQueryOf(query: URLSearchParams): string {
  const feed = new URLSearchParams();
  for (const name of FEED_NAMES) {
    const value = query.get(name);
    if (value) feed.set(name, value);
  }
  const chosen = ["results", "days", "minutes", "start", "end"].some((name) => feed.has(name));
  if (!chosen) feed.set("results", RESULTS);
  return feed.toString();
}

/** Null if the path is not that of a chart. */
export function parametersOf(path: string, search: string): EmbedParameters | null {
  const parts = /^\/channels\/(\d+)\/charts\/([1-8])\/?$/.exec(path);
  if (!parts) return null;
  const query = new URLSearchParams(search);
  return {
    channel: Number(parts[1]),
    field: Number(parts[2]),
    title: query.get("title")?.slice(0, TITLE_MAX) ?? null,
    xAxis: query.get("xaxis"),
    yAxis: query.get("yaxis"),
    colour: colourOf(query.get("color"), "#d62020"),
    background: colourOf(query.get("bgcolor"), "#ffffff"),
    type: typeOf(query),
    width: sizeOf(query.get("width"), 450),
    height: sizeOf(query.get("height"), 250),
    isDynamic: isTrue(query.get("dynamic")),
    updateSeconds: Math.max(1, numberOf(query.get("update")) ?? 15),
    yMin: numberOf(query.get("yaxismin")),
    yMax: numberOf(query.get("yaxismax")),
    timeZone: query.get("timezone"),
    feedQuery: feedQueryOf(query),
  };
}

export interface MapParameters {
  channel: number;
  background: string;
  /** Pixels; null: what the frame has. */
  width: number | null;
  height: number | null;
  feedQuery: string;
}

/** Null if the path is not that of a map. */
export function mapParametersOf(path: string, search: string): MapParameters | null {
  const parts = /^\/channels\/(\d+)\/maps(?:\/channel_show)?\/?$/.exec(path);
  if (!parts) return null;
  const query = new URLSearchParams(search);
  const key = query.get("api_key") ?? query.get("key");
  return {
    channel: Number(parts[1]),
    background: colourOf(query.get("bgcolor"), "#ffffff"),
    width: sizeOf(query.get("width") ?? "auto", 450),
    height: sizeOf(query.get("height") ?? "auto", 250),
    feedQuery: new URLSearchParams({ results: "0", ...(key ? { api_key: key } : {}) }).toString(),
  };
}

/** Whether light text is to be read on `background`. */
export function isDarkColour(background: string): boolean {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    parseInt(background.slice(at, at + 2), 16),
  );
  return 0.299 * red + 0.587 * green + 0.114 * blue < 140;
}
