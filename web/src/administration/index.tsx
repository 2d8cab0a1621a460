import { PageHead } from "../shell/page_head";
import { t } from "../strings";

export default function Administration() {
  return <PageHead title={t().administration.title} />;
}
