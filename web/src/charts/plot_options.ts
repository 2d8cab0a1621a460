/** uPlot's options in the page's design. */
import uPlot from "uplot";
import { formatNumber, formatTick, timeZone } from "../strings/format";
import type { ChartType } from "./field_view";

export interface PlotStyle {
  type: ChartType;
  colour: string;
  ink: string;
  grid: string;
}

export const FONT =
  '12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif';

function pathsOf(type: ChartType): uPlot.Series.PathBuilder | undefined {
  if (type === "column") return uPlot.paths.bars?.({ size: [0.7, 60], align: 0 });
  if (type === "step") return uPlot.paths.stepped?.({ align: 1 });
  return undefined;
}

/** `colour` with so much of it: canvas knows no custom properties and no color-mix. */
export function faded(colour: string, share: number): string {
  return (
    colour +
    Math.round(share * 255)
      .toString(16)
      .padStart(2, "0")
  );
}

function axesOf({ ink, grid }: PlotStyle): uPlot.Axis[] {
  const common = { stroke: ink, font: FONT, ticks: { show: false }, border: { show: false } };
  return [
    {
      ...common,
      grid: { show: false },
      space: 76,
      size: 28,
      values: (_plot, splits, _axis, _space, step) =>
        splits.map((at) => formatTick(at * 1000, step)),
    },
    {
      ...common,
      grid: { stroke: grid, width: 1 },
      space: 36,
      size: (_plot, labels) => 14 + 7 * Math.max(2, ...(labels ?? []).map((label) => label.length)),
      values: (_plot, splits) => splits.map((value) => formatNumber(value, 6)),
    },
  ];
}

function seriesOf({ type, colour }: PlotStyle): uPlot.Series[] {
  const edge: uPlot.Series = { stroke: undefined, points: { show: false }, paths: () => null };
  const paths = pathsOf(type);
  const value: uPlot.Series = {
    stroke: colour,
    width: type === "column" ? 0 : 1.5,
    ...(type === "column" ? { fill: faded(colour, 0.75) } : {}),
    ...(paths ? { paths } : {}),
    points: type === "column" ? { show: false } : { size: 5, fill: colour },
  };
  const bandEdge: uPlot.Series = type === "column" ? edge : { points: { show: false }, width: 0 };
  return [{}, value, bandEdge, bandEdge];
}

export function plotOptions(
  style: PlotStyle,
  size: { width: number; height: number },
): uPlot.Options {
  const zone = timeZone.value;
  return {
    ...size,
    legend: { show: false },
    padding: [10, 22, 0, 0],
    ...(zone ? { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), zone) } : {}),
    axes: axesOf(style),
    series: seriesOf(style),
    bands: style.type === "column" ? [] : [{ series: [3, 2], fill: faded(style.colour, 0.16) }],
    cursor: {
      y: false,
      points: { size: 8 },
      drag: { x: true, y: false, setScale: false, dist: 6 },
    },
  };
}
