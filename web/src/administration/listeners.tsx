import type { Door } from "../api/session";
import { Secret } from "../components/copy";
import { Panel } from "../components/panel";
import { Table, type Column } from "../components/table";
import { t } from "../strings";

export function Listeners({ doors }: { doors: Door[] }) {
  const { administration, devices } = t();
  const isWeb = ({ transport }: Door) => transport === "ws" || transport === "wss";
  const columns: Column<Door>[] = [
    {
      label: administration.transport,
      heading: true,
      cell: (door) => devices.transports[door.transport],
    },
    { label: administration.port, numeric: true, cell: (door) => door.port },
    {
      label: administration.serves,
      cell: (door) => (isWeb(door) ? administration.servesWeb : administration.servesMqtt),
    },
    { label: administration.url, cell: (door) => <Secret text={door.url} what={door.url} /> },
  ];
  return (
    <Panel title={administration.listeners}>
      <div class="listeners">
        <Table
          caption={administration.listeners}
          columns={columns}
          rows={doors}
          keyOf={(door) => door.port}
        />
      </div>
    </Panel>
  );
}
