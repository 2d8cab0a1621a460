import { LinkButton } from "../components/button";
import { t } from "../strings";
import { PageHead } from "./page_head";

export function NotFound() {
  return (
    <>
      <PageHead title={t().app.notFound} />
      <p>{t().app.notFoundText}</p>
      <div>
        <LinkButton href="/channels">{t().app.toChannels}</LinkButton>
      </div>
    </>
  );
}
