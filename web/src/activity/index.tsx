import { PageHead } from "../shell/page_head";
import { t } from "../strings";

export default function Activity() {
  return <PageHead title={t().activity.title} />;
}
