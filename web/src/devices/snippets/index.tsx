import { useEffect, useState } from "preact/hooks";
import { readAuthority } from "../../api/authority";
import { fieldsOf, readChannel, type Channel } from "../../api/channels";
import type { Device } from "../../api/devices";
import type { Door, Transport } from "../../api/session";
import { useLoaded } from "../../components/action";
import { Button, LinkButton } from "../../components/button";
import { Icon } from "../../components/icon";
import { Segments, Select } from "../../components/inputs";
import { session } from "../../shell/session";
import { t } from "../../strings";
import { hostFor } from "../doors";
import { freshPasswordOf } from "../fresh_password";
import { CA_FILE, isSecure, needsCa, type Connection } from "./connection";
import { PartView } from "./part_view";
import "./snippets.css";
import { ToolChoice } from "./tool_choice";
import { doorsFor, tools, type Tool } from "./tools";

const PASSWORD = "YOUR_PASSWORD";
const WRITE_KEY = "YOUR_WRITE_KEY";
const KEY = "fieldcast.snippets";

export interface SnippetsProps {
  device: Device;
  /** Those that the device may publish to. */
  channels: number[];
  nameOf: (channel: number) => string;
  isOpen: boolean;
  onTransport: (transport: Transport) => void;
  onRenew: () => void;
}

/** Snippets for the program of one's choice, with everything already in them. */
export function Snippets({
  device,
  channels,
  nameOf,
  isOpen,
  onTransport,
  onRenew,
}: SnippetsProps) {
  const { snippets } = t();
  const server = session.value?.server;
  const [tool, setTool] = useState<Tool>(
    () => tools.find(({ id }) => id === localStorage.getItem(KEY)) ?? tools[0]!,
  );
  const [transport, setTransport] = useState<Transport>("tcp");
  const [chosen, setChannel] = useState(channels[0]!);
  const channel = channels.includes(chosen) ? chosen : channels[0]!;
  const doors = doorsFor(tool, server?.doors ?? [], server?.has_own_ca ?? false);
  const door = doors.find((one) => one.transport === transport) ?? doors[0];
  useEffect(() => door && onTransport(door.transport), [door?.transport]);
  const choose = (next: Tool) => {
    localStorage.setItem(KEY, next.id);
    setTool(next);
  };
  return (
    <details class="panel snippets" open={isOpen}>
      <summary>
        <h2>{snippets.title}</h2>
        <Icon name="forward" />
      </summary>
      <div class="stack">
        <ToolChoice tool={tool} onChoose={choose} />
        <div class="snippet-choices">
          {door && <TransportChoice door={door} doors={doors} onChoose={setTransport} />}
          {channels.length > 1 && (
            <Select
              label={snippets.channel}
              value={String(channel)}
              options={channels.map((id) => ({ value: String(id), label: nameOf(id) }))}
              onChange={(id) => setChannel(Number(id))}
            />
          )}
        </div>
        {door ? (
          <Written
            key={channel}
            device={device}
            channel={channel}
            tool={tool}
            door={door}
            onRenew={onRenew}
          />
        ) : (
          <p>{snippets.none}</p>
        )}
      </div>
    </details>
  );
}

interface TransportChoiceProps {
  door: Door;
  doors: Door[];
  onChoose: (transport: Transport) => void;
}

function TransportChoice({ door, doors, onChoose }: TransportChoiceProps) {
  const { snippets } = t();
  return (
    <div class="labelled">
      <span class="legend">{snippets.transport}</span>
      <Segments
        label={snippets.transport}
        value={door.transport}
        options={doors.map((one) => ({
          value: one.transport,
          label: `${snippets.transports[one.transport]} ${one.port}`,
        }))}
        onChange={onChoose}
      />
    </div>
  );
}

interface WrittenProps {
  device: Device;
  channel: number;
  tool: Tool;
  door: Door;
  onRenew: () => void;
}

function Written({ device, channel, tool, door, onRenew }: WrittenProps) {
  const { snippets } = t();
  const { data } = useLoaded(() => readChannel(channel), [channel]);
  const ca = useAuthority(isSecure(door.transport));
  const password = freshPasswordOf(device.device_id);
  const to = connectionOf(device, door, channel, data, ca);
  const maySubscribe = device.channels.some(({ id, subscribe }) => id === channel && subscribe);
  const parts = tool
    .write({ ...to, password: password ?? PASSWORD })
    .filter(({ purpose }) => purpose !== "subscribe" || maySubscribe);
  const asksForPassword = parts.some(({ text }) => text.includes(password ?? PASSWORD));
  const note = snippets.notes[tool.id as keyof typeof snippets.notes];
  return (
    <>
      {note && <p class="soft">{note}</p>}
      {needsCa(to) && (
        <p class="row">
          {snippets.ca}
          <LinkButton icon="download" href={`/${CA_FILE}`} download>
            {snippets.downloadCa}
          </LinkButton>
        </p>
      )}
      {parts.map((part) => (
        <PartView key={part.purpose} part={part} />
      ))}
      {asksForPassword && (
        <p class="row small soft">
          {password ? snippets.passwordInside : snippets.passwordMissing}
          {!password && (
            <Button kind="quiet" icon="key" onClick={onRenew}>
              {t().credentials.renew}
            </Button>
          )}
        </p>
      )}
    </>
  );
}

/** Null: not asked for, or the server's certificate is from elsewhere. */
function useAuthority(isWanted: boolean): string | null {
  const hasOwn = session.value?.server.has_own_ca ?? false;
  const read = () => (isWanted && hasOwn ? readAuthority() : Promise.resolve(null));
  return useLoaded<string | null>(read, [isWanted && hasOwn]).data;
}

function connectionOf(
  device: Device,
  door: Door,
  channel: number,
  known: Channel | null,
  ca: string | null,
): Connection {
  const fields = known ? fieldsOf(known).map(({ number }) => number) : [];
  return {
    host: hostFor(door, location.hostname),
    port: door.port,
    transport: door.transport,
    clientId: device.client_id,
    username: device.username,
    password: PASSWORD,
    channel,
    fields: fields.length ? fields.slice(0, 2) : [1],
    writeKey: known?.write_api_key ?? WRITE_KEY,
    ca,
  };
}
