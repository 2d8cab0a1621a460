import { PageHead } from "../shell/page_head";
import { t } from "../strings";
import "./account.css";
import { AppearancePanel } from "./appearance_panel";
import { KeyPanel } from "./key_panel";
import { PasswordPanel } from "./password_panel";
import { SessionsPanel } from "./sessions_panel";
import { WhoAmI } from "./who_am_i";

/** What concerns the user alone. */
export default function Account() {
  return (
    <>
      <PageHead title={t().account.title} />
      <div class="account">
        <div class="stack">
          <WhoAmI />
          <PasswordPanel />
        </div>
        <div class="stack">
          <AppearancePanel />
          <KeyPanel />
        </div>
        <SessionsPanel />
      </div>
    </>
  );
}
