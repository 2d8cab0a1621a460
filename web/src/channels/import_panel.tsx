import { useState } from "preact/hooks";
import { useAction } from "../components/action";
import { Button } from "../components/button";
import { Labelled } from "../components/inputs";
import { ErrorNotice, Notice } from "../components/notice";
import { Panel } from "../components/panel";
import { announce } from "../components/toast";
import { t } from "../strings";
import { formatNumber } from "../strings/format";
import type { ChannelProps } from "./channel_page";
import { BadRows, importFile, type Progress } from "./import_file";

/** A CSV file into the channel; wrong rows are named, and then nothing is imported. */
export function ImportPanel({ channel }: Pick<ChannelProps, "channel">) {
  const { data } = t();
  const [file, setFile] = useState<File | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  const { run, busy, error } = useAction(async (chosen: File) => {
    try {
      const rows = await importFile(channel.id, chosen, setProgress);
      announce(data.imported(formatNumber(rows)));
      setFile(null);
    } finally {
      setProgress(null);
    }
  });
  return (
    <Panel title={data.import}>
      <p class="soft">{data.importText}</p>
      <pre class="code">{"created_at,field1,field2\n2026-11-27T12:00:00Z,21.5,40"}</pre>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (file && !busy) void run(file);
        }}
      >
        <Labelled label={data.file}>
          {(ids) => (
            <input
              class="input"
              type="file"
              accept=".csv,text/csv"
              {...ids}
              onChange={(event) => setFile(event.currentTarget.files?.[0] ?? null)}
            />
          )}
        </Labelled>
        <div>
          <Button kind="primary" icon="upload" type="submit" busy={busy} disabled={!file}>
            {data.importAction}
          </Button>
        </div>
      </form>
      {progress && <ProgressLine progress={progress} />}
      {error instanceof BadRows ? <BadRowList error={error} /> : <ErrorNotice error={error} />}
    </Panel>
  );
}

function ProgressLine({ progress }: { progress: Progress }) {
  const { data } = t();
  const words = progress.step === "check" ? data.checking : data.importing;
  return (
    <div class="stack stack-tight">
      <span role="status">{words}</span>
      <progress class="progress" value={progress.share} aria-label={words} />
    </div>
  );
}

function BadRowList({ error }: { error: BadRows }) {
  return (
    <Notice tone="danger">
      <p>
        <strong>{t().data.nothingImported}</strong>
      </p>
      <ol class="stack stack-tight">
        {error.rows.map(({ row, details }) => (
          <li key={row}>
            <strong>{t().data.row(formatNumber(row))}</strong> {details}
          </li>
        ))}
      </ol>
    </Notice>
  );
}
