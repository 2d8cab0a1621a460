import { listActivity } from "../api/activity";
import { listChannels } from "../api/channels";
import { listDevices } from "../api/devices";
import { useEvery, useLoaded } from "../components/action";
import { Button } from "../components/button";
import { Segments, Select } from "../components/inputs";
import { EmptyState, ErrorNotice, Loading } from "../components/notice";
import { Panel } from "../components/panel";
import { PageHead } from "../shell/page_head";
import { navigate, path, search } from "../shell/router";
import { t } from "../strings";
import "./activity.css";
import { EventList } from "./event_list";
import {
  filtersIn,
  isFiltered,
  ofKind,
  queryOf,
  searchOf,
  type Filters,
  type Kind,
} from "./filters";

const REFRESH_S = 2;

const show = (filters: Filters) => navigate(path.value + searchOf(filters), { replace: true });

/** All that happens around the user's devices, as it happens. */
export default function Activity() {
  const filters = filtersIn(search.value);
  const { data, error, reload } = useLoaded(
    () => listActivity(queryOf(filters)),
    [filters.device, filters.channel],
  );
  useEvery(REFRESH_S, () => void reload());
  const events = data && ofKind(data, filters.kind);
  return (
    <>
      <PageHead title={t().activity.title} />
      <FilterBar filters={filters} />
      <ErrorNotice error={error} onRetry={() => void reload()} />
      {!events && !error && <Loading />}
      {events && events.length === 0 && <Nothing isFiltered={isFiltered(filters)} />}
      {events && events.length > 0 && (
        <Panel>
          <EventList events={events} />
        </Panel>
      )}
    </>
  );
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const { activity } = t();
  return (
    <EmptyState title={activity.empty}>
      <p>{isFiltered ? activity.noneFound : activity.emptyText}</p>
      {isFiltered && (
        <Button onClick={() => show({ device: null, channel: null, kind: "all" })}>
          {activity.showAll}
        </Button>
      )}
    </EmptyState>
  );
}

function FilterBar({ filters }: { filters: Filters }) {
  const { activity } = t();
  const devices = useLoaded(listDevices, []).data ?? [];
  const channels = useLoaded(listChannels, []).data ?? [];
  const kinds = Object.entries(activity.kinds) as [Kind, string][];
  const numberOf = (value: string) => (value ? Number(value) : null);
  return (
    <div class="activity-filters" role="group" aria-label={activity.filters}>
      <Select
        label={activity.device}
        value={String(filters.device ?? "")}
        options={[
          { value: "", label: activity.allDevices },
          ...devices.map((device) => ({ value: String(device.device_id), label: device.name })),
        ]}
        onChange={(value) => show({ ...filters, device: numberOf(value) })}
      />
      <Select
        label={activity.channel}
        value={String(filters.channel ?? "")}
        options={[
          { value: "", label: activity.allChannels },
          ...channels.map((channel) => ({ value: String(channel.id), label: channel.name })),
        ]}
        onChange={(value) => show({ ...filters, channel: numberOf(value) })}
      />
      <div class="labelled">
        <span class="legend">{activity.kind}</span>
        <Segments
          label={activity.kind}
          value={filters.kind}
          options={kinds.map(([value, label]) => ({ value, label }))}
          onChange={(kind) => show({ ...filters, kind })}
        />
      </div>
    </div>
  );
}
