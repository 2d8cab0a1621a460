import { readStatistics, type Channel, type Statistics } from "../api/channels";
import { useLoaded } from "../components/action";
import { TextInput } from "../components/inputs";
import { t } from "../strings";
import { formatNumber } from "../strings/format";
import type { FormProps } from "./channel_settings";

/** Days until a channel of so many entries is full at the pace of its last day; null: unknown. */
export function daysUntilFull(statistics: Statistics, limit: number): number | null {
  if (limit <= 0 || statistics.entries_last_day <= 0) return null;
  return Math.max(0, (limit - statistics.entries) / statistics.entries_last_day);
}

/** How long entries are kept, and what that means for this channel. */
export function RetentionInputs({ channel, form, change }: FormProps & { channel: Channel }) {
  const { settings } = t();
  const { data } = useLoaded(() => readStatistics(channel.id), [channel.id]);
  const days = data && daysUntilFull(data, Number(form.retention_entries));
  return (
    <>
      <p class="soft">{settings.retentionText}</p>
      <div class="columns">
        <TextInput
          label={settings.retentionDays}
          type="number"
          min={1}
          placeholder={settings.forEver}
          value={form.retention_days}
          onInput={(retention_days) => change({ retention_days })}
        />
        <TextInput
          label={settings.retentionEntries}
          type="number"
          min={1}
          placeholder={settings.noLimit}
          value={form.retention_entries}
          onInput={(retention_entries) => change({ retention_entries })}
        />
      </div>
      {data && <p>{estimate(data, days)}</p>}
    </>
  );
}

function estimate(data: Statistics, days: number | null): string {
  const { settings } = t();
  const now = settings.entriesNow(formatNumber(data.entries), formatNumber(data.entries_last_day));
  if (days === null) return now;
  return `${now} ${days > 0 ? settings.daysUntilFull(formatNumber(days, 1)) : settings.fullNow}`;
}
