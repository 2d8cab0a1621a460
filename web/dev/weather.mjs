// Readings as functions of time: a year of history costs nothing.

const DAY = 86_400_000;
const noise = (time, seed) => {
  const x = Math.sin(Math.floor(time / 1000) * 12.9898 + seed * 78.233) * 43758.5453;
  return x - Math.floor(x) - 0.5;
};
const wave = (time, period, phase = 0) => Math.sin((2 * Math.PI * time) / period + phase);

const readings = [
  (t) =>
    11 + 9 * wave(t, 365 * DAY, 4.4) + 5 * wave(t, DAY, 4) + wave(t, 5.3e6) + 0.5 * noise(t, 1),
  (t) => 62 - 18 * wave(t, DAY, 4) + 6 * wave(t, 1.1e7) + 2 * noise(t, 2),
  (t) => 1013 + 9 * wave(t, 6.2 * DAY) + 3 * wave(t, 1.7 * DAY) + 0.2 * noise(t, 3),
  (t) => Math.max(0, 6 + 5 * wave(t, 0.8 * DAY) + 3 * wave(t, 900_000) + 3 * noise(t, 4)),
  (t) => Math.max(0, 640 * wave(t, DAY, 4.6) + 60 * noise(Math.floor(t / 6e4) * 6e4, 5)),
  (t) => (Math.floor(t / 240_000) % 3 === 0 ? 1 : 0),
  (t) => 3.7 + 0.4 * wave(t, 9 * DAY) + 0.02 * noise(t, 7),
  (t) => -58 + 6 * wave(t, 0.3 * DAY) + 5 * noise(t, 8),
];

/** The station was off for some hours: a gap in every chart. */
export const isOff = (time) => time % (2 * DAY) > 0.55 * DAY && time % (2 * DAY) < 0.68 * DAY;

export const reading = (field, time) => Number(readings[field - 1](time).toFixed(2));

/** What the series endpoint answers. */
export function series(channel, fields, start, end, points, interval) {
  const entries = (end - start) / interval;
  const bucket = entries <= points ? 0 : Math.max(1000, Math.ceil((end - start) / points));
  const step = bucket || interval;
  const times = [];
  for (let time = Math.ceil(start / step) * step; time <= end; time += step)
    if (!isOff(time)) times.push(time);
  const answer = {
    channel,
    start_ms: start,
    end_ms: end,
    bucket_ms: bucket,
    last_entry_id: 1e6,
    t: times,
  };
  for (const field of fields) {
    const samples = times.map((time) =>
      bucket
        ? [0, 0.2, 0.4, 0.6, 0.8].map((share) => reading(field, time + share * bucket))
        : [reading(field, time)],
    );
    answer[field] = {
      min: samples.map((values) => Math.min(...values)),
      max: samples.map((values) => Math.max(...values)),
      avg: samples.map((values) => values.reduce((a, b) => a + b, 0) / values.length),
      last: samples.map((values) => values.at(-1)),
    };
  }
  return answer;
}
