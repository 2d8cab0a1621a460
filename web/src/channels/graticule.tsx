import { t } from "../strings";
import "./graticule.css";
import type { Place } from "./place";

const MERIDIANS = [-150, -120, -90, -60, -30, 0, 30, 60, 90, 120, 150];
const PARALLELS = [-60, -30, 0, 30, 60];
/** Tropics and polar circles. */
const CIRCLES = [-66.56, -23.44, 23.44, 66.56];

/** The lines of latitude and longitude of the earth, with a place: drawn here, fetched nowhere. */
export function Graticule({ place, text }: { place: Place; text: string }) {
  const x = place.longitude;
  const y = -place.latitude;
  return (
    <svg class="map" viewBox="-180 -90 360 180" role="img" aria-label={text}>
      {MERIDIANS.map((at) => (
        <path key={at} class={at === 0 ? "map-main" : "map-line"} d={`M${at} -90V90`} />
      ))}
      {PARALLELS.map((at) => (
        <path key={at} class={at === 0 ? "map-main" : "map-line"} d={`M-180 ${-at}H180`} />
      ))}
      {CIRCLES.map((at) => (
        <path key={at} class="map-circle" d={`M-180 ${-at}H180`} />
      ))}
      {[-120, -60, 60, 120].map((at) => (
        <text key={at} class="map-text" x={at + 2} y="88">
          {Math.abs(at)}° {at < 0 ? t().location.west : t().location.east}
        </text>
      ))}
      {[-60, -30, 30, 60].map((at) => (
        <text key={at} class="map-text" x="-178" y={-at - 2}>
          {Math.abs(at)}° {at < 0 ? t().location.south : t().location.north}
        </text>
      ))}
      <path class="map-cross" d={`M${x} -90V90M-180 ${y}H180`} />
      <circle class="map-halo" cx={x} cy={y} r="9" />
      <circle class="map-place" cx={x} cy={y} r="4" />
    </svg>
  );
}
