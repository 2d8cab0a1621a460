/** The logo: a sower's dot, and what it casts over the field. */
export function Mark({ size = 24 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      fill="none"
      stroke="currentColor"
      aria-hidden="true"
    >
      <g stroke-width="4" stroke-linecap="round">
        <circle cx="6" cy="26" r="2" />
        <path d="M6 15.5A10.5 10.5 0 0 1 16.5 26M6 6A20 20 0 0 1 26 26" />
      </g>
    </svg>
  );
}

/** The same arcs as furrows of a large field: the background where people decide. */
export function Furrows() {
  const radii = [60, 130, 210, 300, 400, 510, 630, 760];
  return (
    <svg
      class="furrows"
      viewBox="0 0 800 800"
      fill="none"
      stroke="currentColor"
      aria-hidden="true"
    >
      <circle cx="0" cy="800" r="24" fill="currentColor" />
      {radii.map((radius, index) => (
        <circle key={radius} cx="0" cy="800" r={radius} stroke-width={20 - index * 2} />
      ))}
    </svg>
  );
}
