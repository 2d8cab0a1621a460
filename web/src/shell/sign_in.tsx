import { useState } from "preact/hooks";
import { signIn } from "../api/session";
import { useAction } from "../components/action";
import { Button } from "../components/button";
import { TextInput } from "../components/inputs";
import { ErrorNotice } from "../components/notice";
import { t } from "../strings";
import { Gate } from "./gate";
import { navigate, path } from "./router";
import { session, setSession } from "./session";

/** Asks who it is; then shows what was asked for. */
export default function SignIn() {
  if (session.value && !session.value.is_set_up) return <NotSetUp />;
  return <SignInForm />;
}

function SignInForm() {
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const { run, busy, error } = useAction(async () => {
    setSession(await signIn(name, password));
    if (path.value === "/sign-in") navigate("/channels", { replace: true });
  });
  return (
    <Gate title={t().signIn.title}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void run();
        }}
      >
        <TextInput
          label={t().signIn.user}
          value={name}
          onInput={setName}
          autocomplete="username"
          autocapitalize="none"
          spellcheck={false}
          required
          autofocus
        />
        <TextInput
          label={t().signIn.password}
          type="password"
          value={password}
          onInput={setPassword}
          autocomplete="current-password"
          required
        />
        <ErrorNotice error={error} />
        <Button kind="primary" type="submit" busy={busy}>
          {t().app.signIn}
        </Button>
      </form>
      <p class="small soft">
        {t().signIn.forgotten} <a href="/public">{t().signIn.publicChannels}</a>
      </p>
    </Gate>
  );
}

function NotSetUp() {
  return (
    <Gate title={t().signIn.notSetUp}>
      <p>{t().signIn.openLink}</p>
      <p class="soft">{t().signIn.newLink}</p>
    </Gate>
  );
}
