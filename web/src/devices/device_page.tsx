import { useEffect, useRef, useState } from "preact/hooks";
import { listActivity } from "../api/activity";
import { listChannels } from "../api/channels";
import { deleteDevice, readDevice, type Device } from "../api/devices";
import { ApiError } from "../api/http";
import { EventList } from "../activity/event_list";
import { useEvery, useLoaded } from "../components/action";
import { Button, LinkButton } from "../components/button";
import { TypedConfirmation } from "../components/dialog";
import { Menu } from "../components/menu";
import { ErrorNotice, Loading } from "../components/notice";
import { Panel } from "../components/panel";
import { announce } from "../components/toast";
import { NotFound } from "../shell/not_found";
import { PageHead } from "../shell/page_head";
import { navigate } from "../shell/router";
import { t } from "../strings";
import { DeviceFacts } from "./device_facts";
import { DeviceState } from "./device_state";
import "./devices.css";
import { EditDevice } from "./edit_device";
import { FirstMessage } from "./first_message";
import { freshPassword } from "./fresh_password";
import { Rate } from "./rates";
import { RenewPassword } from "./renew_password";

const REFRESH_S = 2;
const EVENTS = 30;

type Asking = "edit" | "renew" | "delete" | null;

/** One device: how its first message fares, what to paste, and what happened. */
export default function DevicePage({ id }: { id: number }) {
  const rate = useRef(new Rate()).current;
  const { data, error, reload } = useLoaded(async () => {
    const device = await readDevice(id);
    rate.note(Date.now(), device.activity.messages);
    return device;
  }, [id]);
  const channels = useLoaded(listChannels, []).data;
  const nameOf = (channel: number) =>
    channels?.find(({ id }) => id === channel)?.name ?? t().deviceForm.unknownChannel(channel);
  const [asking, setAsking] = useState<Asking>(null);
  useEvery(REFRESH_S, () => void reload());
  useEffect(() => () => void (freshPassword.value = null), []);
  const edit = () => setAsking("edit");
  const renew = () => setAsking("renew");
  if (!data && error instanceof ApiError && error.status === 404) return <NotFound />;
  if (!data)
    return error ? <ErrorNotice error={error} onRetry={() => void reload()} /> : <Loading />;
  return (
    <>
      <DeviceHead device={data} onAsk={setAsking} />
      <ErrorNotice error={error} onRetry={() => void reload()} />
      <FirstMessage device={data} nameOf={nameOf} onEdit={edit} onRenew={renew} />
      <DeviceFacts
        device={data}
        nameOf={nameOf}
        rate={rate.perSecond()}
        onEdit={edit}
        onRenew={renew}
      />
      <Happened id={id} />
      <Dialogs device={data} asking={asking} reload={reload} onClose={() => setAsking(null)} />
    </>
  );
}

function DeviceHead({ device, onAsk }: { device: Device; onAsk: (asking: Asking) => void }) {
  const { common, credentials, devices } = t();
  return (
    <div class="stack stack-tight">
      <PageHead
        title={device.name}
        beside={<DeviceState activity={device.activity} />}
        actions={
          <>
            <Button icon="settings" onClick={() => onAsk("edit")}>
              {devices.edit}
            </Button>
            <Menu
              label={common.actionsFor(device.name)}
              entries={[
                { label: credentials.renew, icon: "key", onChoose: () => onAsk("renew") },
                {
                  label: devices.delete,
                  icon: "close",
                  danger: true,
                  onChoose: () => onAsk("delete"),
                },
              ]}
            />
          </>
        }
      />
      {device.description && <p class="soft">{device.description}</p>}
    </div>
  );
}

interface DialogsProps {
  device: Device;
  asking: Asking;
  reload: () => Promise<void>;
  onClose: () => void;
}

function Dialogs({ device, asking, reload, onClose }: DialogsProps) {
  const { devices } = t();
  if (asking === "edit") return <EditDevice device={device} reload={reload} onClose={onClose} />;
  if (asking === "renew") return <RenewPassword device={device} onClose={onClose} />;
  if (asking !== "delete") return null;
  return (
    <TypedConfirmation
      title={devices.deleteTitle}
      text={devices.deleteText}
      expected={device.name}
      action={devices.delete}
      onConfirm={async () => {
        await deleteDevice(device.device_id);
        announce(devices.deleted);
        navigate("/devices");
      }}
      onClose={onClose}
    />
  );
}

function Happened({ id }: { id: number }) {
  const { devices } = t();
  const { data, reload } = useLoaded(() => listActivity({ device: id, limit: EVENTS }), [id]);
  useEvery(REFRESH_S, () => void reload());
  if (!data?.length) return null;
  return (
    <Panel
      title={devices.happened}
      actions={
        <LinkButton kind="quiet" icon="activity" href={`/activity?device=${id}`}>
          {devices.allActivity}
        </LinkButton>
      }
    >
      <EventList events={data} withoutDevice />
    </Panel>
  );
}
