import { PageHead } from "../shell/page_head";
import { t } from "../strings";

export default function PublicList() {
  return <PageHead title={t().nav.channels} />;
}
