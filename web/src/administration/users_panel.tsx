import { useState } from "preact/hooks";
import type { Role } from "../api/session";
import { changeRole, deleteUser, listUsers, type UserRow } from "../api/users";
import { useAction, useLoaded } from "../components/action";
import { Button } from "../components/button";
import { TypedConfirmation } from "../components/dialog";
import { Select } from "../components/inputs";
import { Menu } from "../components/menu";
import { Badge, ErrorNotice, Loading } from "../components/notice";
import { Panel } from "../components/panel";
import { Table, type Column } from "../components/table";
import { announce } from "../components/toast";
import { user } from "../shell/session";
import { t } from "../strings";
import { formatDate, formatNumber } from "../strings/format";
import { InviteUser, NewLink } from "./invitation";

type Asking = { what: "invite" } | { what: "link" | "remove"; name: string } | null;

/** Who may use the server, and as what. */
export function UsersPanel() {
  const { administration, common } = t();
  const { data, error, reload } = useLoaded(listUsers, []);
  const [asking, setAsking] = useState<Asking>(null);
  const role = useAction(async (name: string, chosen: Role) => {
    await changeRole(name, chosen);
    announce(common.saved);
    await reload();
  });
  const close = () => {
    setAsking(null);
    void reload();
  };
  return (
    <Panel
      title={administration.users}
      actions={
        <Button kind="primary" icon="plus" onClick={() => setAsking({ what: "invite" })}>
          {administration.invite}
        </Button>
      }
    >
      <ErrorNotice error={role.error ?? error} />
      {data ? (
        <Users
          users={data}
          onRole={(name, chosen) => void role.run(name, chosen)}
          onAsk={setAsking}
        />
      ) : (
        <Loading />
      )}
      {asking?.what === "invite" && <InviteUser onClose={close} />}
      {asking?.what === "link" && <NewLink user={asking.name} onClose={close} />}
      {asking?.what === "remove" && <RemoveUser user={asking.name} onClose={close} />}
    </Panel>
  );
}

interface UsersProps {
  users: UserRow[];
  onRole: (name: string, role: Role) => void;
  onAsk: (asking: Asking) => void;
}

function Users({ users, onRole, onAsk }: UsersProps) {
  const { administration, account } = t();
  const columns: Column<UserRow>[] = [
    { label: administration.user, heading: true, cell: (row) => <Name row={row} /> },
    { label: administration.role, cell: (row) => <RoleChoice row={row} onRole={onRole} /> },
    { label: administration.channels, numeric: true, cell: (row) => formatNumber(row.channels) },
    { label: administration.devices, numeric: true, cell: (row) => formatNumber(row.devices) },
    { label: account.since, cell: (row) => formatDate(row.created_at) },
    {
      label: t().common.more,
      hideLabel: true,
      numeric: true,
      cell: (row) => <Actions row={row} onAsk={onAsk} />,
    },
  ];
  return (
    <div class="users">
      <Table
        caption={administration.users}
        columns={columns}
        rows={users}
        keyOf={(row) => row.user}
      />
    </div>
  );
}

const isMe = (row: UserRow) => row.user === user.value?.user;

function Name({ row }: { row: UserRow }) {
  const { administration } = t();
  return (
    <span class="row">
      {row.user}
      {isMe(row) && <Badge>{administration.you}</Badge>}
      {!row.can_sign_in && <Badge tone="warning">{administration.invited}</Badge>}
    </span>
  );
}

/** Nobody takes the role from themselves: there might be no administrator left. */
function RoleChoice({ row, onRole }: { row: UserRow; onRole: UsersProps["onRole"] }) {
  const { account, administration } = t();
  if (isMe(row)) return <>{account.roles[row.role]}</>;
  return (
    <Select<Role>
      label={administration.roleOf(row.user)}
      hideLabel
      value={row.role}
      options={[
        { value: "user", label: account.roles.user },
        { value: "administrator", label: account.roles.administrator },
      ]}
      onChange={(role) => onRole(row.user, role)}
    />
  );
}

function Actions({ row, onAsk }: { row: UserRow; onAsk: UsersProps["onAsk"] }) {
  const { administration, common } = t();
  if (isMe(row)) return null;
  return (
    <Menu
      label={common.actionsFor(row.user)}
      entries={[
        {
          label: administration.newLink,
          icon: "key",
          onChoose: () => onAsk({ what: "link", name: row.user }),
        },
        {
          label: administration.removeUser,
          icon: "close",
          danger: true,
          onChoose: () => onAsk({ what: "remove", name: row.user }),
        },
      ]}
    />
  );
}

function RemoveUser({ user: name, onClose }: { user: string; onClose: () => void }) {
  const { administration } = t();
  return (
    <TypedConfirmation
      title={administration.removeTitle(name)}
      text={administration.removeText}
      expected={name}
      action={administration.removeUser}
      onConfirm={async () => {
        await deleteUser(name);
        announce(administration.removed(name));
      }}
      onClose={onClose}
    />
  );
}
