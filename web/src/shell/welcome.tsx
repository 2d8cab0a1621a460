import { useState } from "preact/hooks";
import { acceptWelcome, readWelcome, type Welcome as Invitation } from "../api/session";
import { useAction, useLoaded } from "../components/action";
import { Button, LinkButton } from "../components/button";
import { TextInput } from "../components/inputs";
import { ErrorNotice, Loading, wordsOf } from "../components/notice";
import { t } from "../strings";
import { Gate } from "./gate";
import { navigate } from "./router";
import { setSession } from "./session";

/** Bytes of the shortest password that the server takes. */
const PASSWORD_MIN = 8;

/** The page behind a set-up or invitation link; the token is in the fragment, which no log sees. */
export default function Welcome() {
  const token = location.hash.slice(1);
  const { data, error } = useLoaded(() => readWelcome(token), [token]);
  if (error) {
    return (
      <Gate title={t().welcome.noLonger}>
        <p>{wordsOf(error)}</p>
        <div>
          <LinkButton href="/sign-in">{t().app.signIn}</LinkButton>
        </div>
      </Gate>
    );
  }
  if (!data) return <Loading />;
  return <WelcomeForm token={token} invitation={data} />;
}

function WelcomeForm({ token, invitation }: { token: string; invitation: Invitation }) {
  const isSetup = invitation.purpose === "setup";
  const [name, setName] = useState(invitation.user ?? "");
  const [password, setPassword] = useState("");
  const short = password !== "" && new TextEncoder().encode(password).length < PASSWORD_MIN;
  const { run, busy, error } = useAction(async () => {
    setSession(await acceptWelcome(token, isSetup ? name : null, password));
    navigate("/channels", { replace: true });
  });
  return (
    <Gate
      title={isSetup ? t().welcome.setupTitle : t().welcome.passwordTitle(invitation.user ?? "")}
    >
      <p class="soft">{isSetup ? t().welcome.setupText : t().welcome.passwordText}</p>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && !short) void run();
        }}
      >
        {isSetup && (
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
        )}
        {!isSetup && <input type="text" hidden autocomplete="username" value={name} readOnly />}
        <TextInput
          label={t().welcome.choosePassword}
          hint={t().welcome.passwordHint}
          type="password"
          value={password}
          onInput={setPassword}
          autocomplete="new-password"
          minLength={PASSWORD_MIN}
          required
          autofocus={!isSetup}
        />
        <ErrorNotice error={error} />
        <Button kind="primary" type="submit" busy={busy}>
          {isSetup ? t().welcome.begin : t().welcome.savePassword}
        </Button>
      </form>
    </Gate>
  );
}
