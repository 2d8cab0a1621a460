import { useState } from "preact/hooks";
import { changePassword } from "../api/account";
import { useAction } from "../components/action";
import { Button } from "../components/button";
import { TextInput } from "../components/inputs";
import { ErrorNotice } from "../components/notice";
import { Panel } from "../components/panel";
import { announce } from "../components/toast";
import { user } from "../shell/session";
import { t } from "../strings";

export function PasswordPanel() {
  const { account } = t();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const { run, busy, error } = useAction(async () => {
    await changePassword(current, next);
    setCurrent("");
    setNext("");
    announce(account.passwordChanged);
  });
  return (
    <Panel title={account.password}>
      <p class="soft">{account.passwordText}</p>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void run();
        }}
      >
        {/* Password managers want to know whose it is. */}
        <input type="text" autocomplete="username" value={user.value?.user} readOnly hidden />
        <TextInput
          label={account.currentPassword}
          type="password"
          value={current}
          onInput={setCurrent}
          autocomplete="current-password"
          required
        />
        <TextInput
          label={account.newPassword}
          hint={account.newPasswordHint}
          type="password"
          value={next}
          onInput={setNext}
          autocomplete="new-password"
          required
        />
        <ErrorNotice error={error} />
        <div>
          <Button type="submit" busy={busy}>
            {account.changePassword}
          </Button>
        </div>
      </form>
    </Panel>
  );
}
