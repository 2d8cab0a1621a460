/** When charts are drawn, and when they had what they draw: for measuring. */

/** From now on `window.draws` has, by the page's clock, when which canvas was drawn last. */
export async function watchDraws(context) {
  await context.addInitScript(() => {
    const draws = { count: 0, last: new Map(), loadedAt: 0 };
    window.draws = draws;
    const { clearRect } = CanvasRenderingContext2D.prototype;
    // uPlot begins each drawing by clearing its canvas.
    CanvasRenderingContext2D.prototype.clearRect = function (...given) {
      draws.count++;
      draws.last.set(this.canvas, performance.now());
      return clearRect.apply(this, given);
    };
    const onBusy = (changes) => {
      if (changes.some(({ target }) => target.matches(".charts[aria-busy=false]")))
        draws.loadedAt = performance.now();
    };
    const options = { subtree: true, attributeFilter: ["aria-busy"] };
    new MutationObserver(onBusy).observe(document, options);
  });
}

/**
 * Waits until the charts in sight show a series that came after `from`; resolves to the page's time
 * at which the last of them was drawn.
 */
export const drawnAt = (page, from = 0) =>
  page.evaluate(async (from) => {
    const { draws } = window;
    const isInSight = (plot) => plot.getBoundingClientRect().top < innerHeight;
    for (;;) {
      await new Promise(requestAnimationFrame);
      const plots = [...document.querySelectorAll(".chart-plot")].filter(isInSight);
      const times = plots.map((plot) => draws.last.get(plot.querySelector("canvas")) ?? 0);
      const isNew = plots.length > 0 && draws.loadedAt > from;
      if (isNew && times.every((time) => time >= draws.loadedAt)) return Math.max(...times);
    }
  }, from);
