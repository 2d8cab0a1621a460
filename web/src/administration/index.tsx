import { readServer } from "../api/server";
import { useEvery, useLoaded } from "../components/action";
import { ErrorNotice, Loading } from "../components/notice";
import { PageHead } from "../shell/page_head";
import { t } from "../strings";
import "./administration.css";
import { CertificatePanel } from "./certificate_panel";
import { Gauges, ServerFigures } from "./gauges";
import { Listeners } from "./listeners";
import { UsersPanel } from "./users_panel";

const REFRESH_S = 2;

/** The whole server: how it fares, where it listens, who uses it. */
export default function Administration() {
  const { data, error, reload } = useLoaded(readServer, []);
  useEvery(REFRESH_S, () => void reload());
  return (
    <>
      <PageHead title={t().administration.title} />
      <ErrorNotice error={error} onRetry={() => void reload()} />
      {!data && !error && <Loading />}
      {data && <Gauges server={data} />}
      <UsersPanel />
      {data && (
        <>
          <Listeners doors={data.doors} />
          <div class="administration-asides">
            <CertificatePanel certificate={data.certificate} />
            <ServerFigures server={data} />
          </div>
        </>
      )}
    </>
  );
}
