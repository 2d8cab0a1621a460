import { formatNumber } from "../strings/format";
import type { FieldView } from "./field_view";

const RADIUS = 44;
const SWEEP = 240;
const START = 90 + (360 - SWEEP) / 2;
const TICKS = 9;

function at(share: number, radius: number): string {
  const angle = ((START + SWEEP * share) * Math.PI) / 180;
  return `${(50 + radius * Math.cos(angle)).toFixed(2)} ${(50 + radius * Math.sin(angle)).toFixed(2)}`;
}

function arc(from: number, to: number): string {
  const large = (to - from) * SWEEP > 180 ? 1 : 0;
  return `M${at(from, RADIUS)}A${RADIUS} ${RADIUS} 0 ${large} 1 ${at(to, RADIUS)}`;
}

/** A value between two ends on an arc. */
export function Gauge({ view, value }: { view: FieldView; value: number }) {
  const { min, max, unit } = view;
  const share = Math.min(1, Math.max(0, (value - min) / (max - min || 1)));
  const ticks = Array.from({ length: TICKS }, (_, index) => index / (TICKS - 1));
  return (
    <div
      class="gauge"
      role="meter"
      aria-valuemin={min}
      aria-valuemax={max}
      aria-valuenow={value}
      aria-label={unit}
    >
      <svg viewBox="0 0 100 82" aria-hidden="true">
        <path class="gauge-track" d={arc(0, 1)} />
        {share > 0 && <path class="gauge-value" d={arc(0, share)} />}
        {ticks.map((tick) => (
          <path key={tick} class="gauge-tick" d={`M${at(tick, 36)}L${at(tick, 34)}`} />
        ))}
        <text class="gauge-text" x="50" y="54">
          {formatNumber(value, 2)}
        </text>
        <text class="gauge-unit" x="50" y="66">
          {unit}
        </text>
        <text class="gauge-end" x="27" y="81">
          {formatNumber(min)}
        </text>
        <text class="gauge-end" x="73" y="81">
          {formatNumber(max)}
        </text>
      </svg>
    </div>
  );
}
