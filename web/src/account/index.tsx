import { PageHead } from "../shell/page_head";
import { t } from "../strings";

export default function Account() {
  return <PageHead title={t().account.title} />;
}
