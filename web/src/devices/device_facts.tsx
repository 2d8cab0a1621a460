import type { Authorisation, Device } from "../api/devices";
import { Button } from "../components/button";
import { Badge } from "../components/notice";
import { Figures, Panel, type Figure } from "../components/panel";
import { Ago, Moment } from "../components/time";
import { t } from "../strings";
import { formatNumber } from "../strings/format";
import { Credential } from "./credentials_once";
import { protocolOf } from "./device_state";

export interface DeviceFactsProps {
  device: Device;
  nameOf: (channel: number) => string;
  rate: number | null;
  onEdit: () => void;
  onRenew: () => void;
}

/** How the device is connected, what it may do, and who it says it is. */
export function DeviceFacts(props: DeviceFactsProps) {
  return (
    <div class="device-facts">
      <Traffic {...props} />
      <Channels {...props} />
      <Identity {...props} />
    </div>
  );
}

function figuresOf(device: Device, rate: number | null): Figure[] {
  const { devices } = t();
  const { activity } = device;
  const messages = formatNumber(activity.messages);
  const figures: (Figure | null)[] = [
    activity.since
      ? { label: devices.connectedSince, value: <Ago at={activity.since} /> }
      : { label: devices.lastSeen, value: <Ago at={activity.last_seen_at} /> },
    activity.protocol ? { label: devices.protocol, value: protocolOf(activity) } : null,
    activity.address ? { label: devices.address, value: activity.address } : null,
    {
      label: devices.messages,
      value: rate ? `${messages} · ${devices.perSecond(formatNumber(rate, 1))}` : messages,
    },
    { label: devices.lastMessage, value: <Ago at={activity.last_message_at} /> },
    { label: devices.lastStored, value: <Ago at={activity.stored_at} /> },
    { label: devices.refusals, value: formatNumber(activity.refusals) },
    { label: devices.created, value: <Moment at={device.created_at} /> },
    { label: devices.owner, value: device.owner },
  ];
  return figures.filter((figure) => figure !== null);
}

function Traffic({ device, rate }: DeviceFactsProps) {
  return (
    <Panel title={t().devices.state}>
      <Figures figures={figuresOf(device, rate)} />
    </Panel>
  );
}

function Channels({ device, nameOf, onEdit }: DeviceFactsProps) {
  const { deviceForm, devices } = t();
  return (
    <Panel
      title={deviceForm.authorized}
      actions={
        <Button kind="quiet" icon="settings" onClick={onEdit}>
          {devices.edit}
        </Button>
      }
    >
      {device.channels.length === 0 && <p class="soft">{deviceForm.noneYet}</p>}
      <ul class="permissions">
        {device.channels.map((one) => (
          <li key={one.id} class="row row-between">
            <a href={`/channels/${one.id}`}>{nameOf(one.id)}</a>
            <Permissions one={one} />
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function Permissions({ one }: { one: Authorisation }) {
  const { deviceForm } = t();
  return (
    <span class="row">
      {one.publish && <Badge tone="good">{deviceForm.mayPublish}</Badge>}
      {one.subscribe && <Badge tone="good">{deviceForm.maySubscribe}</Badge>}
    </span>
  );
}

function Identity({ device, onRenew }: DeviceFactsProps) {
  const { credentials } = t();
  return (
    <Panel
      title={credentials.title}
      actions={
        <Button kind="quiet" icon="key" onClick={onRenew}>
          {credentials.renew}
        </Button>
      }
    >
      <Credential label={credentials.clientId} text={device.client_id} />
      <Credential label={credentials.username} text={device.username} />
      <p class="small soft">
        {credentials.password}: {credentials.passwordHidden}
      </p>
    </Panel>
  );
}
