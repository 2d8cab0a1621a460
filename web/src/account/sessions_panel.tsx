import { endSession, listSessions, type BrowserSession } from "../api/account";
import { useAction, useEvery, useLoaded } from "../components/action";
import { Button } from "../components/button";
import { Badge, ErrorNotice, Loading } from "../components/notice";
import { Panel } from "../components/panel";
import { Table, type Column } from "../components/table";
import { Ago } from "../components/time";
import { announce } from "../components/toast";
import { t } from "../strings";
import { browserOf } from "./user_agent";

const REFRESH_S = 10;

function nameOf({ user_agent }: BrowserSession): string {
  const { browser, system } = browserOf(user_agent);
  if (!browser) return user_agent.slice(0, 60) || "–";
  return system ? t().account.browserOn(browser, system) : browser;
}

/** The server notes a use now and then; signing in was one, and this page is one. */
const lastUse = ({ is_this, last_used_at, created_at }: BrowserSession) =>
  is_this ? new Date().toISOString() : (last_used_at ?? created_at);

/** Where the user is signed in, and a way to end it. */
export function SessionsPanel() {
  const { account } = t();
  const { data, error, reload } = useLoaded(listSessions, []);
  useEvery(REFRESH_S, () => void reload());
  const end = useAction(async (ids: number[]) => {
    for (const id of ids) await endSession(id);
    announce(account.ended);
    await reload();
  });
  const others = (data ?? []).filter((session) => !session.is_this).map(({ id }) => id);
  return (
    <div class="account-wide">
      <Panel
        title={account.sessions}
        actions={
          others.length > 1 && (
            <Button busy={end.busy} onClick={() => void end.run(others)}>
              {account.endOthers}
            </Button>
          )
        }
      >
        <p class="soft">{account.sessionsText}</p>
        <ErrorNotice error={end.error ?? error} />
        {data ? <Sessions sessions={data} onEnd={(id) => void end.run([id])} /> : <Loading />}
      </Panel>
    </div>
  );
}

function Sessions({
  sessions,
  onEnd,
}: {
  sessions: BrowserSession[];
  onEnd: (id: number) => void;
}) {
  const { account } = t();
  const columns: Column<BrowserSession>[] = [
    {
      label: account.session,
      heading: true,
      cell: (session) => (
        <span class="row" title={session.user_agent}>
          {nameOf(session)}
          {session.is_this && <Badge tone="good">{account.thisSession}</Badge>}
        </span>
      ),
    },
    { label: account.address, cell: (session) => session.address },
    { label: account.started, cell: (session) => <Ago at={session.created_at} /> },
    { label: account.lastUsed, cell: (session) => <Ago at={lastUse(session)} /> },
    {
      label: account.end,
      hideLabel: true,
      numeric: true,
      cell: (session) =>
        !session.is_this && (
          <Button
            kind="quiet"
            icon="close"
            label={account.endNamed(nameOf(session))}
            onClick={() => onEnd(session.id)}
          />
        ),
    },
  ];
  return (
    <Table
      caption={account.sessions}
      columns={columns}
      rows={sessions}
      keyOf={(session) => session.id}
    />
  );
}
