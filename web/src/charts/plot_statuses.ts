/** Status texts on a chart: a dashed line at the time of each, and its words where there is room. */
import type uPlot from "uplot";
import { FONT } from "./plot_options";
import type { StatusMark } from "./status_marks";

const WORDS_MAX = 28;
const GAP_PX = 4;

const shortened = (text: string) =>
  text.length > WORDS_MAX ? `${text.slice(0, WORDS_MAX - 1)}…` : text;

export function drawStatuses(plot: uPlot, marks: readonly StatusMark[], ink: string): void {
  const { left, top, width, height } = plot.bbox;
  const context = plot.ctx;
  const scale = devicePixelRatio;
  context.save();
  context.strokeStyle = ink;
  context.fillStyle = ink;
  context.lineWidth = scale;
  context.font = FONT.replace(/^\d+/, (size) => String(Number(size) * scale));
  context.textBaseline = "top";
  context.textAlign = "right";
  context.setLineDash([3 * scale, 3 * scale]);
  // The newest is the one that people look for, so the words of earlier ones give way.
  let free = left + width;
  for (const { time, text } of [...marks].reverse()) {
    const x = Math.round(plot.valToPos(time / 1000, "x", true));
    if (x < left || x > left + width) continue;
    context.beginPath();
    context.moveTo(x, top);
    context.lineTo(x, top + height);
    context.stroke();
    const words = shortened(text);
    const begin = x - GAP_PX * scale - context.measureText(words).width;
    if (x > free || begin < left) continue;
    context.fillText(words, x - GAP_PX * scale, top);
    free = begin;
  }
  context.restore();
}
