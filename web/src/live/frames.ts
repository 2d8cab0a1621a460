/** Work that is due is done once per frame, however often it is asked for. */

const due = new Set<() => void>();
let frame = 0;

function runAll(): void {
  frame = 0;
  const now = [...due];
  due.clear();
  for (const work of now) work();
}

export function inNextFrame(work: () => void): void {
  due.add(work);
  frame ||= requestAnimationFrame(runAll);
}

export function cancelFrame(work: () => void): void {
  due.delete(work);
}
