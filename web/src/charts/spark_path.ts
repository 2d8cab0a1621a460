/** A line as the path of an SVG. Pure. */

export interface Frame {
  start: number;
  end: number;
  width: number;
  height: number;
}

const EDGE = 2;

/** Nulls interrupt the line; the values fill the height. */
export function sparkPath(times: number[], values: (number | null)[], frame: Frame): string {
  const known = values.filter((value): value is number => value !== null);
  const low = Math.min(...known);
  const span = Math.max(...known) - low;
  const room = frame.height - 2 * EDGE;
  let pen = "M";
  let path = "";
  for (const [index, value] of values.entries()) {
    if (value === null) {
      pen = "M";
      continue;
    }
    const x = ((times[index]! - frame.start) / (frame.end - frame.start)) * frame.width;
    // What never changes runs through the middle.
    const y = EDGE + room * (span > 0 ? 1 - (value - low) / span : 0.5);
    path += `${pen}${x.toFixed(1)} ${y.toFixed(1)}`;
    pen = "L";
  }
  return path;
}
