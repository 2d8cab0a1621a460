/** Hands on a chart: drag to zoom (uPlot's own), Shift and drag or wheel to pan, pinch on glass. */

export interface View {
  start: number;
  end: number;
}

export interface Gestures {
  view: () => View;
  show: (view: View) => void;
}

const WHEEL_ZOOM = 1.2;

/** `view` moved by a share of its length. */
export function moved({ start, end }: View, share: number): View {
  const by = (end - start) * share;
  return { start: start + by, end: end + by };
}

/** `view` made `factor` times as long around the point at `share` of its width. */
export function scaled({ start, end }: View, factor: number, share: number): View {
  const fixed = start + (end - start) * share;
  return { start: fixed - (fixed - start) * factor, end: fixed + (end - fixed) * factor };
}

export function listen(over: HTMLElement, gestures: Gestures): void {
  over.addEventListener("wheel", (event) => onWheel(event, over, gestures), { passive: false });
  over.addEventListener(
    "mousedown",
    (event) => event.shiftKey && startPan(event, over, gestures),
    true,
  );
  over.style.touchAction = "pan-y";
  listenToTouch(over, gestures);
}

function onWheel(event: WheelEvent, over: HTMLElement, { view, show }: Gestures): void {
  const sideways = event.shiftKey ? event.deltaY || event.deltaX : event.deltaX;
  const width = over.clientWidth;
  if (event.ctrlKey) {
    const factor = event.deltaY > 0 ? WHEEL_ZOOM : 1 / WHEEL_ZOOM;
    show(scaled(view(), factor, event.offsetX / width));
  } else if (Math.abs(sideways) > Math.abs(event.shiftKey ? 0 : event.deltaY)) {
    show(moved(view(), sideways / width));
  } else return;
  event.preventDefault();
}

function startPan(event: MouseEvent, over: HTMLElement, { view, show }: Gestures): void {
  // uPlot must not begin to select.
  event.stopImmediatePropagation();
  const from = view();
  const x = event.clientX;
  const move = (now: MouseEvent) => show(moved(from, (x - now.clientX) / over.clientWidth));
  const stop = () => {
    removeEventListener("mousemove", move);
    removeEventListener("mouseup", stop);
  };
  addEventListener("mousemove", move);
  addEventListener("mouseup", stop);
}

/** One finger pans, two zoom; up and down stays scrolling. */
function listenToTouch(over: HTMLElement, { view, show }: Gestures): void {
  const fingers = new Map<number, number>();
  let from: View | null = null;
  let began: number[] = [];
  const begin = () => {
    from = fingers.size ? view() : null;
    began = [...fingers.values()];
  };
  over.addEventListener("pointerdown", (event) => {
    if (event.pointerType !== "touch") return;
    fingers.set(event.pointerId, event.clientX);
    begin();
  });
  over.addEventListener("pointermove", (event) => {
    if (!from || !fingers.has(event.pointerId)) return;
    fingers.set(event.pointerId, event.clientX);
    const [a = 0, b] = [...fingers.values()];
    const [a0 = 0, b0] = began;
    const left = over.getBoundingClientRect().left;
    if (b === undefined || b0 === undefined) show(moved(from, (a0 - a) / over.clientWidth));
    else if (a !== b)
      show(scaled(from, Math.abs((b0 - a0) / (b - a)), ((a0 + b0) / 2 - left) / over.clientWidth));
  });
  for (const type of ["pointerup", "pointercancel", "pointerleave"] as const) {
    over.addEventListener(type, (event) => {
      if (fingers.delete(event.pointerId)) begin();
    });
  }
}
