import type { Device } from "../api/devices";
import { Table, type Column } from "../components/table";
import { t } from "../strings";
import { formatNumber } from "../strings/format";
import { DeviceState, OpenRefusal, openRefusal, protocolOf } from "./device_state";
import type { Rate } from "./rates";

export interface DeviceTableProps {
  devices: Device[];
  rates: Map<number, Rate>;
}

/** Dense: one line for each device, and a second one for what is wrong. */
export function DeviceTable({ devices: rows, rates }: DeviceTableProps) {
  const { devices } = t();
  const columns: Column<Device>[] = [
    { label: devices.device, heading: true, cell: (device) => <Name device={device} /> },
    { label: devices.state, cell: ({ activity }) => <DeviceState activity={activity} /> },
    { label: devices.protocol, cell: ({ activity }) => protocolOf(activity) || <None /> },
    { label: devices.address, cell: ({ activity }) => activity.address ?? <None /> },
    {
      label: devices.messages,
      numeric: true,
      cell: (device) => (
        <Messages device={device} rate={rates.get(device.device_id)?.perSecond() ?? null} />
      ),
    },
    {
      label: devices.refusals,
      numeric: true,
      cell: ({ activity }) => <Refusals count={activity.refusals} />,
    },
  ];
  return (
    <div class="device-table">
      <Table
        caption={devices.list}
        columns={columns}
        rows={rows}
        keyOf={(device) => device.device_id}
      />
    </div>
  );
}

const None = () => <span class="soft">–</span>;

function Name({ device }: { device: Device }) {
  const refusal = openRefusal(device.activity);
  return (
    <span class="device-name">
      <a href={`/devices/${device.device_id}`}>{device.name}</a>
      {device.description && <span class="small soft">{device.description}</span>}
      {refusal && <OpenRefusal refusal={refusal} />}
    </span>
  );
}

function Messages({ device, rate }: { device: Device; rate: number | null }) {
  return (
    <span class="device-count">
      {formatNumber(device.activity.messages)}
      {rate !== null && rate > 0 && (
        <span class="small soft">{t().devices.perSecond(formatNumber(rate, 1))}</span>
      )}
    </span>
  );
}

function Refusals({ count }: { count: number }) {
  return <span class={count > 0 ? "device-refused" : "soft"}>{formatNumber(count)}</span>;
}
