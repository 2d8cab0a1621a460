import { useState } from "preact/hooks";
import type { Field } from "../api/channels";
import { Button } from "../components/button";
import { FieldMark } from "../components/field_mark";
import { Ago } from "../components/time";
import { t } from "../strings";
import { formatNumber } from "../strings/format";
import type { ChannelFeed } from "./channel_feed";
import { fieldView, isOn, type FieldView } from "./field_view";
import { Gauge } from "./gauge";
import { numberOf } from "./series_data";
import { WidgetDialog } from "./widget_dialog";

/** The last value of each field, in the widget that the viewer chose for it. */
export function Glance({ feed, fields }: { feed: ChannelFeed; fields: Field[] }) {
  return (
    <ul class="glance" aria-label={t().charts.lastValues}>
      {fields.map((field) => (
        <WidgetTile key={field.number} feed={feed} field={field} />
      ))}
    </ul>
  );
}

function WidgetTile({ feed, field }: { feed: ChannelFeed; field: Field }) {
  const [editing, setEditing] = useState(false);
  const view = fieldView(feed.channel, field.number).value;
  const latest = feed.latest.get(field.number)?.value ?? null;
  return (
    <li class="tile" style={{ "--field-colour": `var(--field-${field.number})` }}>
      <div class="tile-head">
        <FieldMark number={field.number} />
        <a class="tile-label" href={`#field-${field.number}`}>
          {field.label}
        </a>
        <Button
          kind="quiet"
          icon="settings"
          label={t().charts.widgetOf(field.label)}
          onClick={() => setEditing(true)}
        />
      </div>
      <Shown view={view} text={latest?.text ?? null} />
      <p class="small soft">{latest ? <Ago at={latest.at} /> : t().charts.noValue}</p>
      {editing && (
        <WidgetDialog channel={feed.channel} field={field} onClose={() => setEditing(false)} />
      )}
    </li>
  );
}

function Shown({ view, text }: { view: FieldView; text: string | null }) {
  const value = numberOf(text);
  if (view.widget === "gauge" && value !== null) return <Gauge view={view} value={value} />;
  if (view.widget === "lamp") return <Lamp view={view} value={value} text={text} />;
  return (
    <p class="tile-value">
      {value === null ? (text ?? "–") : formatNumber(value, 6)}
      {view.unit && <span class="tile-unit">{view.unit}</span>}
    </p>
  );
}

/** On or off, said by form and word, not by colour alone. */
function Lamp({
  view,
  value,
  text,
}: {
  view: FieldView;
  value: number | null;
  text: string | null;
}) {
  const on = value !== null && isOn(view, value);
  return (
    <p class={`tile-lamp${on ? " tile-lamp-on" : ""}`}>
      <span class="lamp" />
      <span>
        <strong>{on ? t().charts.on : t().charts.off}</strong>
        <span class="small soft">
          {text ?? "–"} {view.unit}
        </span>
      </span>
    </p>
  );
}
