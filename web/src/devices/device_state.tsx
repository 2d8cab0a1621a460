import type { DeviceActivity, Refusal } from "../api/devices";
import { wordsFor } from "../activity/reason";
import { Icon } from "../components/icon";
import { Ago } from "../components/time";
import { t } from "../strings";

/** Connected now, or when it was seen last. */
export function DeviceState({ activity }: { activity: DeviceActivity }) {
  const { devices } = t();
  if (activity.connected) {
    return (
      <span class="device-state device-state-on">
        <span class="device-dot" />
        {devices.connected}
      </span>
    );
  }
  return (
    <span class="device-state">
      <span class="device-dot" />
      {activity.last_seen_at ? <Ago at={activity.last_seen_at} /> : devices.neverSeen}
    </span>
  );
}

/** `MQTT 3.1.1 · TLS` */
export function protocolOf({ protocol, transport }: DeviceActivity): string {
  return [protocol, transport && t().devices.transports[transport]].filter(Boolean).join(" · ");
}

/** The last refusal, while no entry was stored since. */
export function openRefusal({ last_refusal, stored_at }: DeviceActivity): Refusal | null {
  if (!last_refusal) return null;
  return stored_at && Date.parse(stored_at) > Date.parse(last_refusal.at) ? null : last_refusal;
}

export function OpenRefusal({ refusal }: { refusal: Refusal }) {
  return (
    <span class="open-refusal">
      <Icon name="warning" size={15} />
      <span>
        {wordsFor(refusal).what} · <Ago at={refusal.at} />
      </span>
    </span>
  );
}
