/** Work that is due is done in the next frame, once, however often it is asked for. */

/** Charts drawn in one frame: many charts at once take several frames, and none is late. */
const DRAWS_PER_FRAME = 3;

const due = new Set<() => void>();
const draws = new Set<() => void>();
let frame = 0;

function request(): void {
  frame ||= requestAnimationFrame(runAll);
}

function runAll(): void {
  frame = 0;
  const now = [...due];
  due.clear();
  for (const work of now) work();
  for (const draw of [...draws].slice(0, DRAWS_PER_FRAME)) {
    draws.delete(draw);
    draw();
  }
  if (draws.size > 0) request();
}

export function inNextFrame(work: () => void): void {
  due.add(work);
  request();
}

/** As `inNextFrame`, for what costs most of a frame: those who ask first are drawn first. */
export function drawSoon(draw: () => void): void {
  draws.add(draw);
  request();
}

export function cancelFrame(work: () => void): void {
  due.delete(work);
  draws.delete(work);
}
