import { readChannel, type Channel } from "../api/channels";
import { ApiError } from "../api/http";
import { useLoaded } from "../components/action";
import { LinkButton } from "../components/button";
import { Badge, EmptyState, ErrorNotice, Loading } from "../components/notice";
import { TabNav } from "../components/tabs";
import { lazy } from "../shell/lazy";
import { NotFound } from "../shell/not_found";
import { PageHead } from "../shell/page_head";
import type { PageProps } from "../shell/routes";
import { user } from "../shell/session";
import { t } from "../strings";
import "./channels.css";

/** What each page of a channel gets. */
export interface ChannelProps {
  channel: Channel;
  /** Shows what a change has answered. */
  replace: (channel: Channel) => void;
}

const pages = {
  view: lazy<ChannelProps>(() => import("./channel_view")),
  settings: lazy<ChannelProps>(() => import("./channel_settings")),
  sharing: lazy<ChannelProps>(() => import("./channel_sharing")),
  keys: lazy<ChannelProps>(() => import("./channel_keys")),
  data: lazy<ChannelProps>(() => import("./channel_data")),
  activity: lazy<ChannelProps>(() => import("./channel_activity")),
};

type PageName = keyof typeof pages;

/** One channel: its charts, and for those who administer it all that can be set. */
export default function ChannelPage({ params }: PageProps) {
  const id = Number(params["id"]);
  const name = (params["tab"] ?? "view") as PageName;
  // Nothing is asked of the server under an address that can be no channel's.
  return Number.isInteger(id) && name in pages ? <Opened id={id} name={name} /> : <NotFound />;
}

function Opened({ id, name }: { id: number; name: PageName }) {
  // Its code comes while the channel is read.
  pages[name].preload();
  const { data, error, reload, replace } = useLoaded(() => readChannel(id), [id, user.value?.user]);
  if (!data && error) return <Unreadable error={error} onRetry={() => void reload()} />;
  if (!data) return <Loading />;
  const Page = data.may_administer || name === "data" ? pages[name] : pages.view;
  return (
    <>
      <ChannelHead channel={data} />
      <Page key={`${id}/${name}`} channel={data} replace={replace} />
    </>
  );
}

function ChannelHead({ channel }: { channel: Channel }) {
  const { channels } = t();
  const base = `/channels/${channel.id}`;
  const all: [PageName, string][] = [
    ["view", channels.tabs.view],
    ["settings", channels.tabs.settings],
    ["sharing", channels.tabs.sharing],
    ["keys", channels.tabs.keys],
    ["data", channel.may_administer ? channels.tabs.data : channels.tabs.export],
    ["activity", channels.tabs.activity],
  ];
  const links = all
    .filter(([page]) => channel.may_administer || page === "view" || page === "data")
    .map(([page, label]) => ({ href: page === "view" ? base : `${base}/${page}`, label }));
  return (
    <div class="stack">
      <PageHead
        title={channel.name}
        beside={
          <>
            <span class="soft">{channels.idIs(channel.id)}</span>
            <Badge tone={channel.public ? "good" : "plain"}>
              {channel.public ? channels.public : channels.private}
            </Badge>
            {channel.is_simulated && <Badge tone="warning">{channels.simulated}</Badge>}
          </>
        }
      />
      <TabNav label={channels.pages} links={links} />
    </div>
  );
}

/** A private channel looks like one that does not exist; signing in may help with the former. */
function Unreadable({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const refused = error instanceof ApiError && [401, 403, 404].includes(error.status);
  if (!refused) return <ErrorNotice error={error} onRetry={onRetry} />;
  if (user.value) return <NotFound />;
  return (
    <EmptyState title={t().channels.notForEverybody}>
      <p>{t().channels.signInToSee}</p>
      <LinkButton kind="primary" href="/sign-in">
        {t().app.signIn}
      </LinkButton>
    </EmptyState>
  );
}
