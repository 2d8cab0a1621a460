/** Line icons on a grid of 20, drawn with the text's colour. */
const PATHS = {
  channels: "M3 14l4-5 3 3 4-7 3 4M3 17.5h14",
  public:
    "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM2.5 10h15M10 2.5c2.5 2 3.5 4.5 3.5 7.5s-1 5.5-3.5 7.5c-2.5-2-3.5-4.5-3.5-7.5s1-5.5 3.5-7.5Z",
  devices:
    "M5.5 5.5h9v9h-9zM8.5 8.5h3v3h-3zM8 2.5v3M12 2.5v3M8 14.5v3M12 14.5v3M2.5 8h3M2.5 12h3M14.5 8h3M14.5 12h3",
  activity: "M2.5 10.5h3l2-6 4 11 2.5-7 1 2h2.5",
  account:
    "M10 10a3.25 3.25 0 1 0 0-6.5 3.25 3.25 0 0 0 0 6.5ZM3.5 17c.8-3.2 3.3-4.7 6.5-4.7s5.7 1.5 6.5 4.7",
  administration: "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
  plus: "M10 4v12M4 10h12",
  more: "M5 10h.01M10 10h.01M15 10h.01",
  copy: "M7 7h9v9H7zM13 7V4H4v9h3",
  check: "M4 10.5l4 4 8-9",
  close: "M5 5l10 10M15 5L5 15",
  warning: "M10 3.5l7.5 13h-15zM10 8.5v3.5M10 14.3v.01",
  info: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM10 9v5M10 6v.01",
  download: "M10 3v9M6 8.5l4 4 4-4M3.5 16.5h13",
  upload: "M10 13V4M6 7.5l4-4 4 4M3.5 16.5h13",
  external: "M11 4h5v5M16 4l-7 7M14 12v4H4V6h4",
  key: "M7 13a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10.5 9.5h7M14.5 9.5v3M17 9.5v2",
  lock: "M4.5 9h11v8h-11zM7 9V6.5a3 3 0 0 1 6 0V9",
  signOut: "M8 4H4v12h4M9 10h8M14 7l3 3-3 3",
  share:
    "M7 10.5l6-4M7 9.5l6 4M5 12a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM15 7a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM15 17a2 2 0 1 0 0-4 2 2 0 0 0 0 4Z",
  back: "M12 4l-6 6 6 6",
  forward: "M8 4l6 6-6 6",
  zoomOut: "M8.5 14a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM12.5 12.5l4.5 4.5M6 8.5h5",
  settings: "M3 6h8M15 6h2M3 14h2M9 14h8M13 4v4M7 12v4",
  sun: "M10 13.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7ZM10 2v2M10 16v2M2 10h2M16 10h2M4.3 4.3l1.4 1.4M14.3 14.3l1.4 1.4M4.3 15.7l1.4-1.4M14.3 5.7l1.4-1.4",
  code: "M7 6l-4 4 4 4M13 6l4 4-4 4",
  reset: "M4 10a6 6 0 1 0 2-4.5M4 3v4h4",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, size = 18 }: { name: IconName; size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 20 20"
      fill="none"
      stroke="currentColor"
      stroke-width={name === "more" ? 2.4 : 1.6}
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden="true"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
