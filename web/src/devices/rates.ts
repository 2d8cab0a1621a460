/** Messages per second from a counter that is read now and then. Pure. */

interface Sample {
  at: number;
  count: number;
}

const WINDOW_MS = 10_000;

export class Rate {
  private samples: Sample[] = [];

  note(at: number, count: number): void {
    const last = this.samples.at(-1);
    // The server has started anew.
    if (last && count < last.count) this.samples = [];
    this.samples.push({ at, count });
    while (this.samples.length > 2 && this.samples[1]!.at <= at - WINDOW_MS) this.samples.shift();
  }

  /** Null until there are two samples. */
  perSecond(): number | null {
    const first = this.samples[0];
    const last = this.samples.at(-1);
    if (!first || !last || last.at === first.at) return null;
    return ((last.count - first.count) * 1000) / (last.at - first.at);
  }
}
