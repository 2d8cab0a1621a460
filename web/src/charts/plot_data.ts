/** From a field's values to the arrays that are drawn: gaps in time are gaps in the line. Pure. */
import type { SeriesData } from "./series_data";

export const MEASURES = ["avg", "min", "max", "last"] as const;
export type Measure = (typeof MEASURES)[number];

/** Times in seconds, as uPlot has them; the chosen measure; the band's edges. */
export type PlotData = [number[], (number | null)[], (number | null)[], (number | null)[]];

/** A pause of so many usual intervals is a gap. */
const GAP_INTERVALS = 4;
const SAMPLED_INTERVALS = 200;

/** The longest pause between two points that belong together, in milliseconds. */
export function gapOf(times: number[], bucket: number): number {
  if (times.length < 3) return Infinity;
  const step = Math.max(1, Math.floor(times.length / SAMPLED_INTERVALS));
  const pauses: number[] = [];
  for (let at = 1; at < times.length; at += step) pauses.push(times[at]! - times[at - 1]!);
  pauses.sort((a, b) => a - b);
  const usual = pauses[Math.floor(pauses.length / 2)]!;
  return GAP_INTERVALS * Math.max(usual, bucket, 1);
}

export function plotData(
  data: SeriesData,
  field: number,
  measure: Measure,
  from = -Infinity,
): PlotData {
  const plot: PlotData = [[], [], [], []];
  const values = data.fields.get(field);
  if (!values) return plot;
  const times: number[] = [];
  const rows: number[] = [];
  for (const [row, time] of data.times.entries()) {
    if (values.avg[row] === null || time < from) continue;
    times.push(time);
    rows.push(row);
  }
  const gap = gapOf(times, data.bucket);
  for (const [index, row] of rows.entries()) {
    const time = times[index]!;
    const before = times[index - 1];
    if (before !== undefined && time - before > gap)
      pushPoint(plot, (before + time) / 2, null, null, null);
    pushPoint(plot, time, values[measure][row]!, values.min[row]!, values.max[row]!);
  }
  return plot;
}

function pushPoint(
  plot: PlotData,
  time: number,
  value: number | null,
  min: number | null,
  max: number | null,
) {
  plot[0].push(time / 1000);
  plot[1].push(value);
  plot[2].push(min);
  plot[3].push(max);
}
