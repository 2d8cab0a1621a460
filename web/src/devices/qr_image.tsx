import { encodeQr } from "./qr_code";

/** Scanners want so many light modules around the code. */
const QUIET = 4;

export interface QrImageProps {
  text: string;
  label: string;
}

/** Dark on light in both themes: many scanners read nothing else. */
export default function QrImage({ text, label }: QrImageProps) {
  const modules = encodeQr(text);
  const size = modules.length + 2 * QUIET;
  const path = modules
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x + QUIET} ${y + QUIET}h1v1h-1z` : "")))
    .join("");
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${size} ${size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
