import type { ChannelSummary } from "../api/channels";
import { Sparkline } from "../charts/sparkline";
import { FieldMark } from "../components/field_mark";
import { Badge } from "../components/notice";
import { Ago } from "../components/time";
import { user } from "../shell/session";
import { t } from "../strings";
import { formatNumber } from "../strings/format";

/** Channels, one below the other; each is one link. */
export function ChannelRows({ channels }: { channels: ChannelSummary[] }) {
  return (
    <ul class="channel-rows">
      {channels.map((channel) => (
        <ChannelRow key={channel.id} channel={channel} />
      ))}
    </ul>
  );
}

function ChannelRow({ channel }: { channel: ChannelSummary }) {
  return (
    <li class="channel-row">
      <div class="channel-row-name">
        <a href={`/channels/${channel.id}`}>{channel.name}</a>
        <span class="soft small">{t().channels.idIs(channel.id)}</span>
        <Access channel={channel} />
      </div>
      {channel.description && <p class="channel-row-text">{channel.description}</p>}
      <FieldLabels labels={channel.fields} />
      <RowSparkline channel={channel} />
      <p class="channel-row-last">
        <LastEntry channel={channel} />
      </p>
    </li>
  );
}

/** The first field that is in use stands for the channel. */
function RowSparkline({ channel }: { channel: ChannelSummary }) {
  const index = channel.fields.findIndex((label) => label !== null);
  if (index < 0 || !channel.last_entry_at) return null;
  return <Sparkline channel={channel.id} field={index + 1} label={channel.fields[index] ?? ""} />;
}

function Access({ channel }: { channel: ChannelSummary }) {
  const { channels } = t();
  const foreign = user.value && channel.owner !== user.value.user;
  return (
    <>
      {channel.public && <Badge tone="good">{channels.public}</Badge>}
      {channel.is_shared_with_me && <Badge tone="plain">{channels.sharedWithYou}</Badge>}
      {foreign && <span class="small soft">{channels.ownedBy(channel.owner)}</span>}
    </>
  );
}

function FieldLabels({ labels }: { labels: (string | null)[] }) {
  return (
    <ul class="field-labels">
      {labels.map((label, index) =>
        label === null ? null : (
          <li key={index}>
            <FieldMark number={index + 1} />
            {label}
          </li>
        ),
      )}
    </ul>
  );
}

function LastEntry({ channel }: { channel: ChannelSummary }) {
  const { channels } = t();
  if (!channel.last_entry_at) return <span class="soft">{channels.noEntries}</span>;
  return (
    <>
      <Ago at={channel.last_entry_at} />
      <span class="small soft">{channels.entries(formatNumber(channel.last_entry_id ?? 0))}</span>
    </>
  );
}
