import { Figures, Panel } from "../components/panel";
import { user } from "../shell/session";
import { t } from "../strings";
import { formatDate } from "../strings/format";

export function WhoAmI() {
  const { account } = t();
  const who = user.value;
  if (!who) return null;
  return (
    <Panel title={who.user}>
      <Figures
        figures={[
          { label: account.role, value: account.roles[who.role] },
          { label: account.since, value: formatDate(who.created_at) },
        ]}
      />
    </Panel>
  );
}
