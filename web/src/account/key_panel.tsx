import { useState } from "preact/hooks";
import { readAccount, renewUserKey } from "../api/account";
import { useAction } from "../components/action";
import { Button } from "../components/button";
import { Secret } from "../components/copy";
import { Dialog } from "../components/dialog";
import { ErrorNotice } from "../components/notice";
import { Panel } from "../components/panel";
import { announce } from "../components/toast";
import { t } from "../strings";

/** The key is asked from the server only when somebody wants to see it. */
export function KeyPanel() {
  const { account } = t();
  const [key, setKey] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const show = useAction(async () => setKey((await readAccount()).user_api_key));
  return (
    <Panel title={account.key}>
      <p class="soft">{account.keyText}</p>
      {key !== null && <Secret text={key} what={account.key} />}
      <ErrorNotice error={show.error} />
      <div class="row">
        {key === null ? (
          <Button icon="key" busy={show.busy} onClick={() => void show.run()}>
            {account.showKey}
          </Button>
        ) : (
          <Button onClick={() => setKey(null)}>{account.hideKey}</Button>
        )}
        <Button icon="reset" onClick={() => setAsking(true)}>
          {account.renewKey}
        </Button>
      </div>
      {asking && <RenewKey onRenewed={setKey} onClose={() => setAsking(false)} />}
    </Panel>
  );
}

function RenewKey({
  onRenewed,
  onClose,
}: {
  onRenewed: (key: string) => void;
  onClose: () => void;
}) {
  const { account, common } = t();
  const { run, busy, error } = useAction(async () => {
    onRenewed((await renewUserKey()).user_api_key);
    announce(common.saved);
    onClose();
  });
  return (
    <Dialog title={account.renewKey} onClose={onClose}>
      <p>{account.renewKeyText}</p>
      <ErrorNotice error={error} />
      <div class="row row-end">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button kind="danger" busy={busy} onClick={() => void run()}>
          {account.renewKey}
        </Button>
      </div>
    </Dialog>
  );
}
