/** Where a channel's sensors are. */
import { t } from "../strings";
import { formatNumber } from "../strings/format";

/** What of a channel says where it is. */
interface Located {
  latitude?: string | number | null;
  longitude?: string | number | null;
}

export interface Place {
  latitude: number;
  longitude: number;
}

/** Null: nobody has said where. */
export function placeOf({ latitude, longitude }: Located): Place | null {
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

export function wordsOf({ latitude, longitude }: Place): string {
  const { location } = t();
  const north = `${formatNumber(Math.abs(latitude), 5)}° ${latitude < 0 ? location.south : location.north}`;
  const east = `${formatNumber(Math.abs(longitude), 5)}° ${longitude < 0 ? location.west : location.east}`;
  return `${north}, ${east}`;
}
