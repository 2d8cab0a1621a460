import { useEffect, useRef, useState } from "preact/hooks";
import { readJourney, type Device, type Journey } from "../api/devices";
import { readEntries, type Entry } from "../api/feeds";
import type { Transport } from "../api/session";
import { useEvery, useLoaded } from "../components/action";
import { Button } from "../components/button";
import { ErrorNotice } from "../components/notice";
import { Panel } from "../components/panel";
import { watchTopic } from "../live/live_client";
import { t } from "../strings";
import { Arrivals, stepsOf } from "./journey_steps";
import { Snippets } from "./snippets";
import { isSecure } from "./snippets/connection";
import { Strip } from "./strip";

const REFRESH_S = 1;

export interface FirstMessageProps {
  device: Device;
  nameOf: (channel: number) => string;
  onEdit: () => void;
  onRenew: () => void;
}

/** What to paste into a new device, and a strip that lights up as its first message comes in. */
export function FirstMessage({ device, nameOf, onEdit, onRenew }: FirstMessageProps) {
  const { firstMessage } = t();
  const [transport, setTransport] = useState<Transport>("tcp");
  const { data, error, reload } = useLoaded(
    () => readJourney(device.device_id),
    [device.device_id],
  );
  useEvery(REFRESH_S, () => void reload());
  const channels = device.channels.filter(({ publish }) => publish).map(({ id }) => id);
  const { arrivals, latest } = useArrivals(channels, () => void reload());
  const wasStored = useRef(device.activity.stored_at !== null).current;
  const steps = stepsOf(data ?? NOTHING_YET, shownAt(arrivals, data), isSecure(transport));
  return (
    <>
      <Panel title={wasStored ? firstMessage.titleLater : firstMessage.title}>
        <ErrorNotice error={error} />
        {!wasStored && steps[0]?.state === "next" && <p class="soft">{firstMessage.waiting}</p>}
        <Strip
          steps={steps}
          entry={latest}
          onCure={(cure) => (cure === "edit" ? onEdit() : onRenew())}
        />
      </Panel>
      {channels.length > 0 ? (
        <Snippets
          device={device}
          channels={channels}
          nameOf={nameOf}
          isOpen={!wasStored}
          onTransport={setTransport}
          onRenew={onRenew}
        />
      ) : (
        <Panel>
          <p>{firstMessage.noChannel}</p>
          <div>
            <Button kind="primary" onClick={onEdit}>
              {firstMessage.authorize}
            </Button>
          </div>
        </Panel>
      )}
    </>
  );
}

const NOTHING_YET: Journey = {
  tcp_at: null,
  tls_at: null,
  connect_at: null,
  publish_at: null,
  stored_at: null,
  problems: [],
};

function shownAt(arrivals: Arrivals, journey: Journey | null): string | null {
  const at = journey && arrivals.shownAt(journey, Date.now());
  return at ? new Date(at).toISOString() : null;
}

/** An entry that the page has got, and of which channel. */
export interface Arrived {
  channel: number;
  entry: Entry;
}

const words = new TextDecoder();

/**
 * Hears the channels as their charts do; tells at once when something has come. What came before
 * the subscription, or while it was interrupted, is on the charts as well.
 */
function useArrivals(channels: number[], onArrival: () => void) {
  const arrivals = useRef(new Arrivals()).current;
  const [latest, setLatest] = useState<Arrived | null>(null);
  const arrive = (at: number, arrived: Arrived) => {
    arrivals.note(at);
    setLatest(arrived);
  };
  useEffect(() => {
    const readLast = async (channel: number) => {
      const [entry] = await readEntries(channel, 1).catch(() => []);
      if (entry) arrive(Date.parse(entry.created_at), { channel, entry });
      onArrival();
    };
    const stops = channels.map((channel) =>
      watchTopic(`channels/${channel}/subscribe`, {
        onMessage: (payload) => {
          const entry = JSON.parse(words.decode(payload)) as Entry;
          arrive(Date.now(), { channel, entry });
        },
        onSubscribed: () => void readLast(channel),
      }),
    );
    return () => stops.forEach((stop) => stop());
  }, [channels.join()]);
  return { arrivals, latest };
}
