import { useState } from "preact/hooks";
import { createDemo, listChannels } from "../api/channels";
import { useAction, useEvery, useLoaded } from "../components/action";
import { Button, LinkButton } from "../components/button";
import { EmptyState, ErrorNotice, Loading } from "../components/notice";
import { PageHead } from "../shell/page_head";
import { navigate } from "../shell/router";
import { t } from "../strings";
import { ChannelRows } from "./channel_rows";
import "./channels.css";
import { NewChannel } from "./new_channel";

const REFRESH_S = 10;

/** The channels that the user owns or that were shared with them. */
export default function ChannelList() {
  const { channels, charts, nav } = t();
  const { data, error, reload } = useLoaded(listChannels, []);
  const [adding, setAdding] = useState(false);
  useEvery(REFRESH_S, () => void reload());
  const add = () => setAdding(true);
  return (
    <>
      <PageHead
        title={channels.title}
        actions={
          <>
            {data && data.length > 1 && (
              <LinkButton kind="quiet" icon="channels" href="/charts">
                {charts.wall}
              </LinkButton>
            )}
            <LinkButton kind="quiet" icon="public" href="/public">
              {nav.public}
            </LinkButton>
            <Button kind="primary" icon="plus" onClick={add}>
              {channels.add}
            </Button>
          </>
        }
      />
      <ErrorNotice error={error} onRetry={() => void reload()} />
      {!data && !error && <Loading />}
      {data && (data.length ? <ChannelRows channels={data} /> : <NoChannels onAdd={add} />)}
      {adding && <NewChannel onClose={() => setAdding(false)} />}
    </>
  );
}

/** The first thing that a new user sees: a chart that moves is one press away. */
function NoChannels({ onAdd }: { onAdd: () => void }) {
  const { channels } = t();
  const { run, busy, error } = useAction(async () => {
    const channel = await createDemo();
    navigate(`/channels/${channel.id}`);
  });
  return (
    <EmptyState title={channels.emptyTitle}>
      <p>{channels.emptyText}</p>
      <ErrorNotice error={error} />
      <div class="row">
        <Button kind="primary" busy={busy} onClick={() => void run()}>
          {channels.tryDemo}
        </Button>
        <Button onClick={onAdd}>{channels.addOwn}</Button>
      </div>
      <p class="small">{channels.demoText}</p>
    </EmptyState>
  );
}
