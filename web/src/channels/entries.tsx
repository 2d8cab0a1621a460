import type { Field } from "../api/channels";
import type { Entry } from "../api/feeds";
import type { ChannelFeed } from "../charts/channel_feed";
import { Panel } from "../components/panel";
import { Table, type Column } from "../components/table";
import { t } from "../strings";
import { formatDateTime } from "../strings/format";

const SHOWN = 10;

/** The newest entries as they are, text and all. */
export function Entries({ feed, fields }: { feed: ChannelFeed; fields: Field[] }) {
  const { channels } = t();
  const rows = feed.recent.value.slice(0, SHOWN);
  if (rows.length === 0) return null;
  const columns: Column<Entry>[] = [
    { label: channels.entry, cell: (entry) => entry.entry_id, heading: true },
    {
      label: channels.time,
      cell: (entry) => <span class="nowrap">{formatDateTime(entry.created_at)}</span>,
    },
    ...fields.map((field) => ({
      label: field.label,
      numeric: true,
      cell: (entry: Entry) => entry[`field${field.number}`] ?? "",
    })),
  ];
  if (rows.some((entry) => entry.status)) {
    columns.push({ label: channels.status, cell: (entry) => entry.status ?? "" });
  }
  return (
    <Panel title={channels.latestEntries}>
      <Table
        caption={channels.latestEntries}
        columns={columns}
        rows={rows}
        keyOf={(entry) => entry.entry_id}
        scrolls
      />
    </Panel>
  );
}
