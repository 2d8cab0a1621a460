import { useRef, useState } from "preact/hooks";
import { listDevices, type Device } from "../api/devices";
import { useEvery, useLoaded } from "../components/action";
import { Button } from "../components/button";
import { Segments, TextInput } from "../components/inputs";
import { EmptyState, ErrorNotice, Loading } from "../components/notice";
import { Panel } from "../components/panel";
import { PageHead } from "../shell/page_head";
import { search } from "../shell/router";
import { t } from "../strings";
import { DeviceTable } from "./device_table";
import { NewDevice } from "./new_device";
import { Rate } from "./rates";

const REFRESH_S = 2;
/** With fewer devices there is nothing to search. */
const MANY = 8;

/** `?channel=7`: the way here from a channel that waits for its first entry. */
const wantedChannel = () => Number(new URLSearchParams(search.value).get("channel")) || null;

/** Devices > MQTT: who connects, and how they fare. */
export default function DeviceList() {
  const { devices } = t();
  const rates = useRef(new Map<number, Rate>()).current;
  const { data, error, reload } = useLoaded(() => readWithRates(rates), []);
  const [adding, setAdding] = useState(wantedChannel() !== null);
  useEvery(REFRESH_S, () => void reload());
  const add = () => setAdding(true);
  return (
    <>
      <PageHead
        title={devices.title}
        actions={
          <Button kind="primary" icon="plus" onClick={add}>
            {devices.add}
          </Button>
        }
      />
      <ErrorNotice error={error} onRetry={() => void reload()} />
      {!data && !error && <Loading />}
      {data && data.length === 0 && (
        <EmptyState title={devices.emptyTitle}>
          <p>{devices.emptyText}</p>
          <Button kind="primary" icon="plus" onClick={add}>
            {devices.add}
          </Button>
        </EmptyState>
      )}
      {data && data.length > 0 && <Found devices={data} rates={rates} />}
      {adding && <NewDevice channel={wantedChannel()} onClose={() => setAdding(false)} />}
    </>
  );
}

async function readWithRates(rates: Map<number, Rate>): Promise<Device[]> {
  const all = await listDevices();
  for (const { device_id, activity } of all) {
    const rate = rates.get(device_id) ?? new Rate();
    rate.note(Date.now(), activity.messages);
    rates.set(device_id, rate);
  }
  return all;
}

type Shown = "all" | "connected" | "refused";

function matches(device: Device, shown: Shown, text: string): boolean {
  if (shown === "connected" && !device.activity.connected) return false;
  if (shown === "refused" && device.activity.refusals === 0) return false;
  const words = [device.name, device.description, device.client_id, device.activity.address].join(
    " ",
  );
  return words.toLowerCase().includes(text.trim().toLowerCase());
}

function Found({ devices: all, rates }: { devices: Device[]; rates: Map<number, Rate> }) {
  const { devices } = t();
  const [shown, setShown] = useState<Shown>("all");
  const [text, setText] = useState("");
  const found = all.filter((device) => matches(device, shown, text));
  const choices = Object.entries(devices.shows) as [Shown, string][];
  return (
    <Panel>
      {all.length > MANY && (
        <div class="row row-between">
          <Segments
            label={devices.show}
            value={shown}
            options={choices.map(([value, label]) => ({ value, label }))}
            onChange={setShown}
          />
          <TextInput
            label={devices.search}
            hideLabel
            type="search"
            placeholder={devices.search}
            value={text}
            onInput={setText}
          />
        </div>
      )}
      {found.length > 0 ? (
        <DeviceTable devices={found} rates={rates} />
      ) : (
        <p class="soft">{devices.noneFound}</p>
      )}
      <p class="small soft">{devices.sinceStart}</p>
    </Panel>
  );
}
