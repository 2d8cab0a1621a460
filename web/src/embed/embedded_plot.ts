/** The chart of an embedded page. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { faded } from "../charts/plot_options";
import { formatNumber, formatTick } from "../strings/format";
import { isDarkColour, type EmbedParameters, type EmbedType } from "./parameters";

export interface EmbedData {
  name: string;
  label: string;
  /** Seconds. */
  times: number[];
  values: (number | null)[];
}

const FONT = '12px system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif';

function pathsOf(type: EmbedType): uPlot.Series.PathBuilder | undefined {
  if (type === "column" || type === "bar") return uPlot.paths.bars?.({ size: [0.7, 60] });
  if (type === "step") return uPlot.paths.stepped?.({ align: 1 });
  return type === "spline" ? uPlot.paths.spline?.() : undefined;
}

function axesOf(parameters: EmbedParameters, data: EmbedData): uPlot.Axis[] {
  const dark = isDarkColour(parameters.background);
  const ink = dark ? "#c9d1d9" : "#4d5a52";
  const common = {
    stroke: ink,
    font: FONT,
    labelFont: FONT,
    labelSize: 18,
    ticks: { show: false },
  };
  return [
    {
      ...common,
      label: parameters.xAxis ?? "Date",
      grid: { show: false },
      space: 70,
      size: 26,
      values: (_plot, splits, _axis, _space, step) =>
        splits.map((at) => formatTick(at * 1000, step)),
    },
    {
      ...common,
      label: parameters.yAxis ?? data.label,
      space: 44,
      grid: { stroke: dark ? "#ffffff22" : "#0000001a", width: 1 },
      size: (_plot, labels) => 12 + 7 * Math.max(2, ...(labels ?? []).map((text) => text.length)),
      values: (_plot, splits) => splits.map((value) => formatNumber(value, 6)),
    },
  ];
}

function seriesOf({ type, colour }: EmbedParameters): uPlot.Series {
  const isColumn = type === "column" || type === "bar";
  const paths = pathsOf(type);
  return {
    stroke: colour,
    width: isColumn ? 0 : 2,
    ...(isColumn ? { fill: faded(colour, 0.8) } : {}),
    ...(paths ? { paths } : {}),
    points: isColumn ? { show: false } : { size: 5, fill: colour },
  };
}

/** One point, or several of one second, have no stretch of time of their own. */
const isMoment = (times: ArrayLike<number>) => times[0] === times[times.length - 1];

export function drawPlot(root: HTMLElement, parameters: EmbedParameters, data: EmbedData): uPlot {
  const { yMin, yMax, timeZone } = parameters;
  const options: uPlot.Options = {
    width: root.clientWidth,
    height: root.clientHeight,
    legend: { show: false },
    padding: [8, 8, 0, 0],
    axes: axesOf(parameters, data),
    series: [{}, seriesOf(parameters)],
    scales: {
      x: {
        range: (plot, min, max) => (isMoment(plot.data[0]) ? [min - 30, min + 30] : [min, max]),
      },
      y: {
        range: (_plot, min, max) => {
          const [low, high] = uPlot.rangeNum(yMin ?? min ?? 0, yMax ?? max ?? 1, 0.1, true);
          return [yMin ?? low, yMax ?? high];
        },
      },
    },
    cursor: { y: false, drag: { x: true, y: false } },
    ...(timeZone
      ? { tzDate: (seconds: number) => uPlot.tzDate(new Date(seconds * 1000), timeZone) }
      : {}),
  };
  return new uPlot(options, [data.times, data.values], root);
}
