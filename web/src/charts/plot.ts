/** A drawn chart of one field: uPlot, its size, what it is pointed at, and when it draws. */
import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { cancelFrame, drawSoon } from "../live/frames";
import type { ChannelFeed } from "./channel_feed";
import type { FieldView } from "./field_view";
import { listen } from "./gestures";
import { plotData, type PlotData } from "./plot_data";
import { plotOptions } from "./plot_options";
import { drawStatuses } from "./plot_statuses";
import { markNear, type StatusMark } from "./status_marks";

/** What is under the pointer; null: nothing. */
export type Pointed = { time: number; value: number; status: StatusMark | null } | null;

const HEIGHT = 220;
/** So many pixels beside a status text's line still point at it. */
const REACH_PX = 5;

export class Plot {
  private plot: uPlot | null = null;
  private readonly resizing: ResizeObserver;
  private readonly seeing: IntersectionObserver;
  private readonly unlisten: () => void;
  private visible = false;

  constructor(
    private readonly root: HTMLElement,
    private readonly feed: ChannelFeed,
    private readonly field: number,
    private view: FieldView,
    private readonly onPoint: (pointed: Pointed) => void,
  ) {
    this.resizing = new ResizeObserver(() => this.plot?.setSize(this.size()));
    this.resizing.observe(root);
    // A chart out of sight costs nothing; the first is drawn when it comes into sight.
    this.seeing = new IntersectionObserver(([entry]) => {
      this.visible = entry?.isIntersecting ?? false;
      if (this.visible) drawSoon(this.draw);
    });
    this.seeing.observe(root);
    if (view.statuses) feed.wantStatuses();
    this.unlisten = feed.onChange(() => this.visible && drawSoon(this.draw));
  }

  /** Shows the field as `view` says. */
  show(view: FieldView): void {
    const hasOtherType = view.type !== this.view.type;
    this.view = view;
    if (view.statuses) this.feed.wantStatuses();
    if (hasOtherType) this.restyle();
    else if (this.visible) drawSoon(this.draw);
  }

  /** Is made anew, in the page's colours and language of now. */
  restyle(): void {
    if (!this.plot) return;
    this.plot.destroy();
    // In one turn: nobody sees a chart without a plot.
    this.plot = this.create();
  }

  close(): void {
    this.unlisten();
    this.resizing.disconnect();
    this.seeing.disconnect();
    cancelFrame(this.draw);
    this.plot?.destroy();
  }

  private size() {
    return { width: Math.max(120, this.root.clientWidth), height: HEIGHT };
  }

  private data(): PlotData {
    return plotData(this.feed.data, this.field, this.view.measure);
  }

  private readonly draw = () => {
    if (this.plot) this.plot.setData(this.data() as unknown as uPlot.AlignedData);
    else this.plot = this.create();
  };

  private create(): uPlot {
    const { colour, ink, grid } = this.colours();
    const options = plotOptions({ type: this.view.type, colour, ink, grid }, this.size());
    options.scales = {
      x: {
        range: () => {
          const { start, end } = this.feed.bounds();
          return [start / 1000, end / 1000];
        },
      },
    };
    options.cursor = { ...options.cursor, sync: { key: `channel-${this.feed.channel}` } };
    options.hooks = {
      setSelect: [(plot) => this.onSelect(plot)],
      setCursor: [(plot) => this.onCursor(plot)],
      draw: [(plot) => this.marks().length && drawStatuses(plot, this.marks(), ink)],
    };
    const plot = new uPlot(options, this.data() as unknown as uPlot.AlignedData, this.root);
    listen(plot.over, {
      view: () => this.feed.bounds(),
      show: (view) => this.feed.show({ start: view.start, end: Math.min(view.end, Date.now()) }),
    });
    return plot;
  }

  private colours() {
    const style = getComputedStyle(this.root);
    const token = (name: string) => style.getPropertyValue(name).trim();
    return {
      colour: token(`--field-${this.field}`),
      ink: token("--ink-soft"),
      grid: token("--line"),
    };
  }

  private onSelect(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width === 0) return;
    const start = plot.posToVal(left, "x") * 1000;
    const end = plot.posToVal(left + width, "x") * 1000;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (end - start >= 10) this.feed.show({ start, end });
  }

  private onCursor(plot: uPlot): void {
    const at = plot.cursor.idx;
    const time = at === null || at === undefined ? undefined : plot.data[0][at];
    const value = at === null || at === undefined ? undefined : plot.data[1]?.[at];
    const found = time !== undefined && typeof value === "number";
    const left = plot.cursor.left ?? -1;
    const status = this.statusAt(plot, left);
    this.onPoint(found && left >= 0 ? { time: time * 1000, value, status } : null);
  }

  private marks(): readonly StatusMark[] {
    return this.view.statuses ? this.feed.statuses.marks : [];
  }

  private statusAt(plot: uPlot, left: number): StatusMark | null {
    const time = plot.posToVal(left, "x");
    const reach = plot.posToVal(left + REACH_PX, "x") - time;
    return markNear(this.marks(), time * 1000, reach * 1000);
  }
}
