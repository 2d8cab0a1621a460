import { useEffect, useRef, useState } from "preact/hooks";
import type { Field } from "../api/channels";
import { FieldMark } from "../components/field_mark";
import { Menu, type MenuEntry } from "../components/menu";
import { isDark } from "../shell/theme";
import { language, t } from "../strings";
import { formatDateTime, formatNumber, timeZone } from "../strings/format";
import type { ChannelFeed } from "./channel_feed";
import { EmbedDialog } from "./embed_dialog";
import { CHART_TYPES, changeView, fieldView, type FieldView } from "./field_view";
import { MEASURES } from "./plot_data";
import { Plot, type Pointed } from "./plot";

/** One field over time, with what can be done to its chart. */
export function ChartCard({ feed, field }: { feed: ChannelFeed; field: Field }) {
  const view = fieldView(feed.channel, field.number).value;
  const [embedding, setEmbedding] = useState(false);
  const readout = useRef<HTMLParagraphElement>(null);
  const show = (pointed: Pointed) => {
    // Written past the component: the pointer moves more often than a page should be drawn.
    if (readout.current) readout.current.textContent = pointed ? wordsFor(pointed, view) : "";
  };
  return (
    <figure class="chart" id={`field-${field.number}`}>
      <figcaption class="chart-head">
        <FieldMark number={field.number} />
        <h2 class="chart-title">{field.label}</h2>
        <p class="chart-readout" ref={readout} />
        <Menu
          label={t().common.actionsFor(field.label)}
          entries={entriesFor(feed, field, view, setEmbedding)}
        />
      </figcaption>
      <PlotFrame feed={feed} field={field} view={view} onPoint={show} />
      {embedding && (
        <EmbedDialog
          path={embedPath(feed.channel, field.number)}
          onClose={() => setEmbedding(false)}
        />
      )}
    </figure>
  );
}

function wordsFor({ time, value, status }: NonNullable<Pointed>, view: FieldView): string {
  if (status) return `${status.text} · ${formatDateTime(status.time)}`;
  return `${formatNumber(value, 6)} ${view.unit} · ${formatDateTime(time)}`;
}

interface PlotFrameProps {
  feed: ChannelFeed;
  field: Field;
  view: FieldView;
  onPoint: (pointed: Pointed) => void;
}

function PlotFrame({ feed, field, view, onPoint }: PlotFrameProps) {
  const root = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const latest = useRef(onPoint);
  latest.current = onPoint;
  useEffect(() => {
    const element = root.current;
    if (!element) return;
    const made = new Plot(element, feed, field.number, view, (pointed) => latest.current(pointed));
    plot.current = made;
    return () => made.close();
  }, [feed, field.number]);
  useEffect(() => plot.current?.show(view), [view]);
  useEffect(() => plot.current?.restyle(), [isDark.value, language.value, timeZone.value]);
  return (
    <div class="chart-plot" ref={root} role="img" aria-label={t().charts.chartOf(field.label)} />
  );
}

function entriesFor(
  feed: ChannelFeed,
  field: Field,
  view: FieldView,
  embed: (open: boolean) => void,
): MenuEntry[] {
  const { charts } = t();
  const change = (part: Partial<FieldView>) => () => changeView(feed.channel, field.number, part);
  return [
    { heading: charts.type },
    ...CHART_TYPES.map((type) => ({
      label: charts.types[type],
      checked: view.type === type,
      onChoose: change({ type }),
    })),
    { heading: charts.measure },
    ...MEASURES.map((measure) => ({
      label: charts.measures[measure],
      checked: view.measure === measure,
      onChoose: change({ measure }),
    })),
    { heading: charts.show },
    {
      label: charts.statuses,
      checked: view.statuses,
      isSwitch: true,
      onChoose: change({ statuses: !view.statuses }),
    },
    { heading: charts.share },
    { label: charts.embed, icon: "code", onChoose: () => embed(true) },
    { label: charts.open, icon: "external", href: embedPath(feed.channel, field.number) },
  ];
}

const embedPath = (channel: number, field: number) =>
  `/channels/${channel}/charts/${field}?dynamic=true&results=60&type=line&update=15`;
