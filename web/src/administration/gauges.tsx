import { useRef } from "preact/hooks";
import type { ServerState } from "../api/server";
import { Notice } from "../components/notice";
import { Figures, Panel } from "../components/panel";
import { Ago } from "../components/time";
import { t } from "../strings";
import { formatBytes, formatNumber } from "../strings/format";
import { History } from "./history";

const SAMPLES = 90;
/** Below this a few days of readings may fill the disk. */
const LOW_DISK_BYTES = 1e9;

/** How the server fares now, and how it has fared since the page was opened. */
export function Gauges({ server }: { server: ServerState }) {
  const { administration } = t();
  const { storage, memory } = server;
  const used = formatBytes(storage.bytes);
  const free = formatBytes(storage.free_bytes);
  return (
    <>
      <div class="gauges">
        <TrendGauge
          label={administration.connections}
          value={server.connections}
          text={formatNumber(server.connections)}
          note={administration.sessionsNow(formatNumber(server.sessions))}
        />
        <TrendGauge
          label={administration.memory}
          value={memory.resident_bytes}
          text={formatBytes(memory.resident_bytes)}
          note={administration.memoryUsed}
        />
        <div class="gauge-card">
          <span class="gauge-label">{administration.storage}</span>
          <span class="gauge-figure">{used}</span>
          <Share
            used={storage.bytes}
            of={storage.bytes + storage.free_bytes}
            text={administration.storageUsed(used, free)}
          />
          <span class="small soft gauge-note" title={storage.folder}>
            {administration.storageUsed(used, free)}
          </span>
        </div>
      </div>
      {storage.free_bytes < LOW_DISK_BYTES && (
        <Notice tone="warning">
          <p>{administration.lowDisk}</p>
        </Notice>
      )}
    </>
  );
}

interface TrendGaugeProps {
  label: string;
  value: number;
  text: string;
  note?: string;
}

function TrendGauge({ label, value, text, note }: TrendGaugeProps) {
  const history = useRef(new History(SAMPLES)).current;
  history.note(value);
  return (
    <div class="gauge-card">
      <span class="gauge-label">{label}</span>
      <span class="gauge-figure">{text}</span>
      <svg class="trend" viewBox="0 -2 100 28" preserveAspectRatio="none" aria-hidden="true">
        <polyline points={history.points(100, 24)} vector-effect="non-scaling-stroke" />
      </svg>
      {note && <span class="small soft gauge-note">{note}</span>}
    </div>
  );
}

function Share({ used, of, text }: { used: number; of: number; text: string }) {
  const percent = of > 0 ? (used / of) * 100 : 0;
  return (
    <div
      class="share"
      role="meter"
      aria-label={t().administration.storage}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(percent)}
      aria-valuetext={text}
    >
      <div style={{ width: `max(2px, ${percent}%)` }} />
    </div>
  );
}

export function ServerFigures({ server }: { server: ServerState }) {
  const { administration } = t();
  return (
    <Panel title={administration.server}>
      <Figures
        figures={[
          { label: administration.version, value: server.version },
          { label: administration.running, value: <Ago at={server.started_at} /> },
          { label: administration.sessions, value: formatNumber(server.sessions) },
          { label: administration.retained, value: formatNumber(server.retained_messages) },
          { label: administration.channels, value: formatNumber(server.channels) },
          { label: administration.devices, value: formatNumber(server.devices) },
          { label: administration.users, value: formatNumber(server.users) },
          {
            label: administration.folder,
            value: <code class="mono">{server.storage.folder}</code>,
          },
        ]}
      />
    </Panel>
  );
}
