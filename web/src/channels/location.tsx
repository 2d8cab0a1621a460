import type { Channel } from "../api/channels";
import { Panel } from "../components/panel";
import { t } from "../strings";
import { formatNumber } from "../strings/format";
import "./location.css";

interface Place {
  latitude: number;
  longitude: number;
}

function placeOf({ latitude, longitude }: Channel): Place | null {
  const place = { latitude: Number(latitude ?? NaN), longitude: Number(longitude ?? NaN) };
  if (
    latitude === "" ||
    longitude === "" ||
    Number.isNaN(place.latitude) ||
    Number.isNaN(place.longitude)
  )
    return null;
  // The default of old clients for "nowhere".
  return place.latitude === 0 && place.longitude === 0 ? null : place;
}

function words({ latitude, longitude }: Place): string {
  const { location } = t();
  const north = `${formatNumber(Math.abs(latitude), 5)}° ${latitude < 0 ? location.south : location.north}`;
  const east = `${formatNumber(Math.abs(longitude), 5)}° ${longitude < 0 ? location.west : location.east}`;
  return `${north}, ${east}`;
}

/** Where the channel's sensors are: a graticule of the earth, drawn here and fetched nowhere. */
export function Location({ channel }: { channel: Channel }) {
  const place = placeOf(channel);
  if (!place) return null;
  const text = words(place);
  return (
    <Panel title={t().location.title}>
      <Graticule place={place} text={text} />
      <p class="row row-between">
        <a href={`geo:${place.latitude},${place.longitude}`}>{text}</a>
        {channel.elevation ? (
          <span class="soft">{t().location.elevation(String(channel.elevation))}</span>
        ) : null}
      </p>
    </Panel>
  );
}

const MERIDIANS = [-150, -120, -90, -60, -30, 0, 30, 60, 90, 120, 150];
const PARALLELS = [-60, -30, 0, 30, 60];
/** Tropics and polar circles. */
const CIRCLES = [-66.56, -23.44, 23.44, 66.56];

function Graticule({ place, text }: { place: Place; text: string }) {
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
