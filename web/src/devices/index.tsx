import { PageHead } from "../shell/page_head";
import { t } from "../strings";

export default function Devices() {
  return <PageHead title={t().devices.title} />;
}
