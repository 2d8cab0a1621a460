import { useEffect, useRef, useState } from "preact/hooks";
import { readSeries } from "../api/feeds";
import { t } from "../strings";
import { plotData } from "./plot_data";
import { sparkPath } from "./spark_path";
import { seriesFrom } from "./series_data";

const POINTS = 60;
const DAY_MS = 86_400_000;
const WIDTH = 160;
const HEIGHT = 44;

async function readPath(channel: number, field: number): Promise<string> {
  const end = Date.now();
  const start = new Date(end - DAY_MS).toISOString();
  const answer = await readSeries(channel, { fields: String(field), start, points: POINTS });
  const [times, values] = plotData(seriesFrom(answer, [field], POINTS), field, "avg");
  return sparkPath(times, values, {
    start: (end - DAY_MS) / 1000,
    end: end / 1000,
    width: WIDTH,
    height: HEIGHT,
  });
}

export interface SparklineProps {
  channel: number;
  field: number;
  label: string;
}

/** The last day of a field as a line without numbers; read when it comes into sight. */
export function Sparkline({ channel, field, label }: SparklineProps) {
  const element = useRef<SVGSVGElement>(null);
  const [path, setPath] = useState("");
  useEffect(() => {
    if (!element.current) return;
    const seeing = new IntersectionObserver(([entry]) => {
      if (!entry?.isIntersecting) return;
      seeing.disconnect();
      // Without it the list says all that it has to.
      readPath(channel, field).then(setPath, () => {});
    });
    seeing.observe(element.current);
    return () => seeing.disconnect();
  }, [channel, field]);
  return (
    <svg
      ref={element}
      class="sparkline"
      style={{ "--field-colour": `var(--field-${field})` }}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t().charts.lastDayOf(label)}
    >
      <path d={path} />
    </svg>
  );
}
