import { useState } from "preact/hooks";
import { clearChannel, deleteChannel, fieldsOf } from "../api/channels";
import { exportPath } from "../api/feeds";
import { Button, LinkButton } from "../components/button";
import { TypedConfirmation } from "../components/dialog";
import { Panel } from "../components/panel";
import { announce } from "../components/toast";
import { navigate } from "../shell/router";
import { t } from "../strings";
import type { ChannelProps } from "./channel_page";
import { ImportPanel } from "./import_panel";

/** Entries out of the channel, into it, and away. */
export default function ChannelData({ channel, replace }: ChannelProps) {
  return (
    <div class="stack narrow">
      <ExportPanel channel={channel} />
      {channel.may_administer && <ImportPanel channel={channel} />}
      {channel.may_administer && <RemovalPanel channel={channel} replace={replace} />}
    </div>
  );
}

function ExportPanel({ channel }: Pick<ChannelProps, "channel">) {
  const { data } = t();
  const fields = fieldsOf(channel);
  return (
    <Panel title={data.export}>
      <p class="soft">{data.exportText}</p>
      <div class="row">
        <LinkButton kind="primary" icon="download" href={exportPath(channel.id, "csv")} download>
          CSV
        </LinkButton>
        <LinkButton icon="download" href={exportPath(channel.id, "json")} download>
          JSON
        </LinkButton>
      </div>
      <p class="small soft">{data.exportFields}</p>
      <ul class="row">
        {fields.map((field) => (
          <li key={field.number}>
            <a href={`/channels/${channel.id}/fields/${field.number}.csv?results=8000`} download>
              {field.label}
            </a>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

function RemovalPanel({ channel, replace }: ChannelProps) {
  const { data } = t();
  const [asking, setAsking] = useState<"clear" | "delete" | null>(null);
  const close = () => setAsking(null);
  const clear = async () => {
    await clearChannel(channel.id);
    replace({ ...channel, last_entry_id: null });
    announce(data.cleared);
  };
  const remove = async () => {
    await deleteChannel(channel.id);
    announce(data.deleted);
    navigate("/channels", { replace: true });
  };
  return (
    <Panel title={data.removal} danger>
      <div class="row row-between">
        <p>{data.clearText}</p>
        <Button kind="danger" onClick={() => setAsking("clear")}>
          {data.clear}
        </Button>
      </div>
      <div class="row row-between">
        <p>{data.deleteText}</p>
        <Button kind="danger" onClick={() => setAsking("delete")}>
          {data.delete}
        </Button>
      </div>
      {asking === "clear" && (
        <TypedConfirmation
          title={data.clear}
          text={data.clearWarning}
          expected={channel.name}
          action={data.clear}
          onConfirm={clear}
          onClose={close}
        />
      )}
      {asking === "delete" && (
        <TypedConfirmation
          title={data.delete}
          text={data.deleteWarning}
          expected={channel.name}
          action={data.delete}
          onConfirm={remove}
          onClose={close}
        />
      )}
    </Panel>
  );
}
