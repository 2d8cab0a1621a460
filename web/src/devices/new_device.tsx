import { useState } from "preact/hooks";
import {
  createDevice,
  type Authorisation,
  type Credentials,
  type DeviceSettings,
} from "../api/devices";
import { Dialog } from "../components/dialog";
import { navigate } from "../shell/router";
import { t } from "../strings";
import { CredentialsOnce } from "./credentials_once";
import { DeviceForm } from "./device_form";
import { freshPassword } from "./fresh_password";

interface Made {
  credentials: Credentials;
  settings: DeviceSettings;
}

/** Asks for a device's name and channels, then shows its credentials: this once. */
export function NewDevice({ channel, onClose }: { channel: number | null; onClose: () => void }) {
  const { credentials, deviceForm } = t();
  const [made, setMade] = useState<Made | null>(null);
  const channels: Authorisation[] =
    channel === null ? [] : [{ id: channel, publish: true, subscribe: true }];
  if (!made) {
    return (
      <Dialog title={deviceForm.title} onClose={onClose}>
        <DeviceForm
          initial={{ name: "", description: "", channels }}
          submit={deviceForm.submit}
          onSubmit={async (settings) =>
            setMade({ credentials: await createDevice(settings), settings })
          }
          onCancel={onClose}
        />
      </Dialog>
    );
  }
  const done = () => {
    const { device_id, password } = made.credentials;
    freshPassword.value = { device: device_id, password };
    navigate(`/devices/${device_id}`);
  };
  return (
    <Dialog key="made" wide title={credentials.titleNew(made.settings.name)} onClose={done}>
      <CredentialsOnce
        credentials={made.credentials}
        channels={made.settings.channels}
        onDone={done}
      />
    </Dialog>
  );
}
