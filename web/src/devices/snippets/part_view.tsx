import { Button } from "../../components/button";
import { CopyButton } from "../../components/copy";
import { t } from "../../strings";
import { downloadFile } from "../download";
import type { Part } from "./connection";

/** One thing to paste: what it is for, its text, and the ways to take it along. */
export function PartView({ part: { purpose, text, file } }: { part: Part }) {
  const { purposes, download } = t().snippets;
  return (
    <section class="snippet" aria-label={purposes[purpose]}>
      <div class="snippet-head">
        <h3>
          {purposes[purpose]} {file && <span class="soft mono">{file}</span>}
        </h3>
        <span class="row">
          {file && (
            <Button
              kind="quiet"
              icon="download"
              label={download(file)}
              onClick={() => downloadFile(file, text)}
            />
          )}
          <CopyButton text={text} what={purposes[purpose]} withLabel />
        </span>
      </div>
      <pre class="snippet-text" tabIndex={0}>
        {text}
      </pre>
    </section>
  );
}
