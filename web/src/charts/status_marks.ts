/** The status texts of a channel in the range that its charts show, once a chart wants them. */
import { readStatuses, type Entry } from "../api/feeds";
import type { Bounds } from "./ranges";

export interface StatusMark {
  /** Milliseconds. */
  time: number;
  text: string;
}

/** More would hide each other and the line. */
export const MARKS_MAX = 200;

export class StatusMarks {
  /** In order of time. */
  marks: readonly StatusMark[] = [];
  private isWanted = false;
  private turn = 0;

  constructor(
    private readonly channel: number,
    private readonly onChange: () => void,
  ) {}

  want(bounds: Bounds): void {
    if (this.isWanted) return;
    this.isWanted = true;
    void this.read(bounds);
  }

  async read({ start, end }: Bounds): Promise<void> {
    if (!this.isWanted) return;
    const mine = ++this.turn;
    try {
      const entries = await readStatuses(this.channel, new Date(start ?? 0), new Date(end));
      if (mine !== this.turn) return;
      this.marks = marksOf(entries);
      this.onChange();
    } catch {
      // The series' reading says what is wrong.
    }
  }

  note(entry: Entry): void {
    if (this.isWanted && entry.status) this.marks = withMark(this.marks, entry);
  }
}

/** Pure. */
export function marksOf(entries: Entry[]): readonly StatusMark[] {
  return entries.reduce<readonly StatusMark[]>(withMark, []);
}

/** The marks with that of `entry`, which has a place in time, not always the last one. Pure. */
export function withMark(marks: readonly StatusMark[], entry: Entry): readonly StatusMark[] {
  const time = Date.parse(entry.created_at);
  const text = entry.status?.trim();
  if (!text || Number.isNaN(time)) return marks;
  const later = marks.findIndex((mark) => mark.time > time);
  const at = later < 0 ? marks.length : later;
  return [...marks.slice(0, at), { time, text }, ...marks.slice(at)].slice(-MARKS_MAX);
}

/** The mark at most `reach` milliseconds from `time`; null: there is none. Pure. */
export function markNear(
  marks: readonly StatusMark[],
  time: number,
  reach: number,
): StatusMark | null {
  let nearest: StatusMark | null = null;
  for (const mark of marks) {
    const distance = Math.abs(mark.time - time);
    if (distance <= reach && (!nearest || distance < Math.abs(nearest.time - time))) nearest = mark;
  }
  return nearest;
}
