import { CopyButton } from "../components/copy";
import { Dialog } from "../components/dialog";
import { t } from "../strings";

/** What puts the chart or map at `path` into the page of another. */
export function EmbedDialog({ path, onClose }: { path: string; onClose: () => void }) {
  const { charts } = t();
  const source = location.origin + path;
  const html = `<iframe width="450" height="260" style="border: 1px solid #ccc" src="${source}"></iframe>`;
  return (
    <Dialog title={charts.embed} onClose={onClose}>
      <p>{charts.embedText}</p>
      <pre class="code">{html}</pre>
      <p class="small soft">{charts.embedPrivate(path.includes("?") ? "&" : "?")}</p>
      <div class="row row-end">
        <CopyButton text={html} what={charts.embed} withLabel />
      </div>
    </Dialog>
  );
}
