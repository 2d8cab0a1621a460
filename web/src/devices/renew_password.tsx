import { useState } from "preact/hooks";
import { renewDevicePassword, type Credentials, type Device } from "../api/devices";
import { useAction } from "../components/action";
import { Button } from "../components/button";
import { Dialog } from "../components/dialog";
import { Select } from "../components/inputs";
import { ErrorNotice } from "../components/notice";
import { t } from "../strings";
import { CredentialsOnce } from "./credentials_once";
import { freshPassword } from "./fresh_password";

type Hours = keyof ReturnType<typeof t>["credentials"]["keepOldHours"];

/** A new password in place of a lost one; the device may keep the old one for a while. */
export function RenewPassword({ device, onClose }: { device: Device; onClose: () => void }) {
  const { credentials, common } = t();
  const [hours, setHours] = useState<Hours>("0");
  const [made, setMade] = useState<Credentials | null>(null);
  const { run, busy, error } = useAction(async () => {
    setMade(await renewDevicePassword(device.device_id, Number(hours)));
  });
  if (made) {
    const done = () => {
      freshPassword.value = { device: device.device_id, password: made.password };
      onClose();
    };
    return (
      <Dialog key="made" wide title={credentials.titleNew(device.name)} onClose={done}>
        <CredentialsOnce credentials={made} channels={device.channels} onDone={done} />
      </Dialog>
    );
  }
  const choices = Object.entries(credentials.keepOldHours) as [Hours, string][];
  return (
    <Dialog title={credentials.renewTitle} onClose={onClose}>
      <p>{credentials.renewText}</p>
      <Select
        label={credentials.keepOld}
        hint={credentials.keepOldHint}
        value={hours}
        options={choices.map(([value, label]) => ({ value, label }))}
        onChange={setHours}
      />
      <ErrorNotice error={error} />
      <div class="row row-end">
        <Button onClick={onClose}>{common.cancel}</Button>
        <Button kind="primary" busy={busy} onClick={() => void run()}>
          {credentials.renewAction}
        </Button>
      </div>
    </Dialog>
  );
}
