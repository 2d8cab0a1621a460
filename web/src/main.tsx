import { render } from "preact";
import "./style/index.css";
import { ErrorNotice } from "./components/notice";
import { App } from "./shell/app";
import { path, startRouter } from "./shell/router";
import { findRoute } from "./shell/routes";
import { loadSession } from "./shell/session";
import { startTheme } from "./shell/theme";
import { loadLanguage } from "./strings";

async function start(page: HTMLElement): Promise<void> {
  startTheme();
  startRouter();
  // Its code comes while the server is asked who is there.
  findRoute(path.value)?.route.page.preload();
  const session = loadSession().catch((error: Error) => error);
  await loadLanguage();
  const failed = await session;
  if (failed) {
    render(<ErrorNotice error={failed} onRetry={() => location.reload()} />, page);
    return;
  }
  render(<App />, page);
}

const page = document.getElementById("page");
if (page) void start(page);
