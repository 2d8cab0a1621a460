/** The last readings of a gauge, as the points of a line. Pure. */

export class History {
  private values: number[] = [];

  constructor(private readonly length: number) {}

  note(value: number): void {
    this.values.push(value);
    if (this.values.length > this.length) this.values.shift();
  }

  /** In a box of `width` and `height`; the newest at the right edge, from zero to the highest. */
  points(width: number, height: number): string {
    const most = Math.max(...this.values, 1);
    const step = width / (this.length - 1);
    const first = width - (this.values.length - 1) * step;
    return this.values
      .map(
        (value, index) =>
          `${round(first + index * step)},${round(height - (value / most) * height)}`,
      )
      .join(" ");
  }
}

const round = (value: number) => Math.round(value * 10) / 10;
