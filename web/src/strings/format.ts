/** Numbers and times as the user's language and time zone write them. */
import { computed, signal } from "@preact/signals";
import { language } from "./index";

/** The language as the user's region writes it: `en-GB` where the browser says so. */
const locale = computed(
  () => navigator.languages.find((tag) => tag.split("-")[0] === language.value) ?? language.value,
);

/** The user's choice; undefined: the browser's zone. */
export const timeZone = signal<string | undefined>(undefined);

const formats = new Map<string, Intl.DateTimeFormat>();

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale.value}|${timeZone.value}|${JSON.stringify(options)}`;
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(locale.value, { ...options, timeZone: timeZone.value });
    formats.set(key, format);
  }
  return format;
}

export type Time = string | number | Date;

export const formatDateTime = (time: Time) =>
  dateFormat({ dateStyle: "medium", timeStyle: "medium" }).format(new Date(time));

export const formatDate = (time: Time) =>
  dateFormat({ dateStyle: "medium" }).format(new Date(time));

export const formatClock = (time: Time) =>
  dateFormat({ timeStyle: "medium" }).format(new Date(time));

/** A label on a time axis whose labels are so many seconds apart. */
export function formatTick(time: number, stepSeconds: number): string {
  if (stepSeconds >= 28 * 86_400)
    return dateFormat({ month: "short", year: "2-digit" }).format(time);
  if (stepSeconds >= 86_400) return dateFormat({ day: "numeric", month: "short" }).format(time);
  const clock = dateFormat({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(time);
  if (clock === "00:00") return dateFormat({ day: "numeric", month: "short" }).format(time);
  if (stepSeconds >= 60) return clock;
  return dateFormat({
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
  }).format(time);
}

const numberFormats = new Map<string, Intl.NumberFormat>();

export function formatNumber(value: number, digits = 3): string {
  const key = `${locale.value}|${digits}`;
  let format = numberFormats.get(key);
  if (!format) {
    format = new Intl.NumberFormat(locale.value, { maximumFractionDigits: digits });
    numberFormats.set(key, format);
  }
  return format.format(value);
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];

/** "5 minutes ago", "in 2 days". */
export function formatRelative(time: Time, now: number): string {
  const seconds = Math.round((new Date(time).getTime() - now) / 1000);
  const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ["second", 1];
  const format = new Intl.RelativeTimeFormat(locale.value, { numeric: "auto" });
  return format.format(Math.trunc(seconds / size), unit);
}

/** "4.2 MB", in powers of 1000. */
export function formatBytes(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;
  const power = Math.min(units.length - 1, bytes > 0 ? Math.floor(Math.log10(bytes) / 3) : 0);
  return new Intl.NumberFormat(locale.value, {
    style: "unit",
    unit: units[power],
    // "0 byte" is what Intl has for short.
    unitDisplay: power ? "short" : "long",
    maximumFractionDigits: power ? 1 : 0,
  }).format(bytes / 1000 ** power);
}
