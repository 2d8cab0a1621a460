import { useState } from "preact/hooks";
import type { Role } from "../api/session";
import { inviteUser, renewInvitation, type Invitation } from "../api/users";
import { useAction } from "../components/action";
import { Button } from "../components/button";
import { Secret } from "../components/copy";
import { Dialog } from "../components/dialog";
import { Segments, TextInput } from "../components/inputs";
import { ErrorNotice, Notice } from "../components/notice";
import { Until } from "../components/time";
import { t } from "../strings";

export function InviteUser({ onClose }: { onClose: () => void }) {
  const { account, administration, common } = t();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("user");
  const [made, setMade] = useState<Invitation | null>(null);
  const { run, busy, error } = useAction(async () => setMade(await inviteUser(name.trim(), role)));
  if (made) return <LinkOnce user={name.trim()} invitation={made} onClose={onClose} />;
  return (
    <Dialog title={administration.invite} onClose={onClose}>
      <form
        class="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy) void run();
        }}
      >
        <p class="soft">{administration.inviteText}</p>
        <TextInput
          label={administration.userName}
          value={name}
          onInput={setName}
          autocapitalize="none"
          autocomplete="off"
          spellcheck={false}
          required
          autofocus
        />
        <div class="labelled">
          <span class="legend">{administration.role}</span>
          <div>
            <Segments<Role>
              label={administration.role}
              value={role}
              options={[
                { value: "user", label: account.roles.user },
                { value: "administrator", label: account.roles.administrator },
              ]}
              onChange={setRole}
            />
          </div>
        </div>
        <ErrorNotice error={error} />
        <div class="row row-end">
          <Button onClick={onClose}>{common.cancel}</Button>
          <Button kind="primary" type="submit" busy={busy}>
            {administration.makeLink}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** For a user who cannot sign in, whatever the reason. */
export function NewLink({ user, onClose }: { user: string; onClose: () => void }) {
  const { administration, common } = t();
  const [made, setMade] = useState<Invitation | null>(null);
  const { run, busy, error } = useAction(async () => setMade(await renewInvitation(user)));
  if (made) return <LinkOnce user={user} invitation={made} onClose={onClose} />;
  return (
    <Dialog title={administration.newLinkFor(user)} onClose={onClose}>
      <p>{administration.newLinkText(user)}</p>
      <ErrorNotice error={error} />
      <div class="row row-end">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button kind="primary" busy={busy} onClick={() => void run()}>
          {administration.makeLink}
        </Button>
      </div>
    </Dialog>
  );
}

interface LinkOnceProps {
  user: string;
  invitation: Invitation;
  onClose: () => void;
}

function LinkOnce({ user, invitation, onClose }: LinkOnceProps) {
  const { administration, common } = t();
  return (
    <Dialog key="made" title={administration.linkFor(user)} onClose={onClose}>
      <Notice tone="warning">
        <p>{administration.linkText}</p>
      </Notice>
      <Secret text={new URL(invitation.link, location.origin).href} what={administration.link} />
      <p class="soft">
        {administration.linkExpires} <Until at={invitation.expires_at} />.
      </p>
      <div class="row row-end">
        <Button kind="primary" onClick={onClose}>
          {common.done}
        </Button>
      </div>
    </Dialog>
  );
}
