/** How a viewer wants to see a field. It is the viewer's, so it stays in the browser. */
import { signal, type Signal } from "@preact/signals";
import type { Measure } from "./plot_data";

export const CHART_TYPES = ["line", "column", "step"] as const;
export type ChartType = (typeof CHART_TYPES)[number];

export const WIDGETS = ["numeric", "gauge", "lamp"] as const;
export type Widget = (typeof WIDGETS)[number];

export const CONDITIONS = ["above", "below", "equal"] as const;
export type Condition = (typeof CONDITIONS)[number];

export interface FieldView {
  type: ChartType;
  measure: Measure;
  /** Whether the chart shows the channel's status texts. */
  statuses: boolean;
  widget: Widget;
  unit: string;
  /** The gauge's ends. */
  min: number;
  max: number;
  /** The lamp is on while the value is so. */
  condition: Condition;
  threshold: number;
}

const USUAL: FieldView = {
  type: "line",
  measure: "avg",
  statuses: false,
  widget: "numeric",
  unit: "",
  min: 0,
  max: 100,
  condition: "above",
  threshold: 0,
};

const views = new Map<string, Signal<FieldView>>();

export function fieldView(channel: number, field: number): Signal<FieldView> {
  const key = `fieldcast.view.${channel}.${field}`;
  let view = views.get(key);
  if (!view) {
    view = signal({
      ...USUAL,
      ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<FieldView>),
    });
    views.set(key, view);
  }
  return view;
}

export function changeView(channel: number, field: number, change: Partial<FieldView>): void {
  const view = fieldView(channel, field);
  view.value = { ...view.value, ...change };
  localStorage.setItem(`fieldcast.view.${channel}.${field}`, JSON.stringify(view.value));
}

export function isOn(view: FieldView, value: number): boolean {
  if (view.condition === "equal") return value === view.threshold;
  return view.condition === "above" ? value >= view.threshold : value <= view.threshold;
}
