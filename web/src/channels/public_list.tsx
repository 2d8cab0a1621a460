import { useState } from "preact/hooks";
import { listPublicChannels } from "../api/channels";
import { useLoaded } from "../components/action";
import { Button } from "../components/button";
import { TextInput } from "../components/inputs";
import { EmptyState, ErrorNotice, Loading } from "../components/notice";
import { PageHead } from "../shell/page_head";
import { t } from "../strings";
import { ChannelRows } from "./channel_rows";
import "./channels.css";

/** The channels that everybody may see. */
export default function PublicList() {
  const { channels } = t();
  const [page, setPage] = useState(1);
  const [tag, setTag] = useState("");
  const [typed, setTyped] = useState("");
  const { data, error, reload } = useLoaded(() => listPublicChannels(page, tag), [page, tag]);
  const search = (event: Event) => {
    event.preventDefault();
    setPage(1);
    setTag(typed.trim());
  };
  return (
    <>
      <PageHead title={channels.publicTitle} />
      <form class="row search" role="search" onSubmit={search}>
        <TextInput
          label={channels.withTag}
          hideLabel
          placeholder={channels.withTag}
          value={typed}
          onInput={setTyped}
        />
        <Button type="submit">{channels.search}</Button>
      </form>
      <ErrorNotice error={error} onRetry={() => void reload()} />
      {!data && !error && <Loading />}
      {data && data.channels.length > 0 && <ChannelRows channels={data.channels} />}
      {data && data.channels.length === 0 && (
        <EmptyState title={channels.noPublic}>
          <p>{channels.noPublicText}</p>
        </EmptyState>
      )}
      {data && data.pages > 1 && <Pages page={page} pages={data.pages} onGo={setPage} />}
    </>
  );
}

function Pages({
  page,
  pages,
  onGo,
}: {
  page: number;
  pages: number;
  onGo: (page: number) => void;
}) {
  const { channels } = t();
  return (
    <nav class="row" aria-label={channels.listPages}>
      <Button disabled={page <= 1} onClick={() => onGo(page - 1)}>
        {channels.previous}
      </Button>
      <span class="soft">{channels.pageOf(page, pages)}</span>
      <Button disabled={page >= pages} onClick={() => onGo(page + 1)}>
        {channels.next}
      </Button>
    </nav>
  );
}
