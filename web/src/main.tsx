import { render } from "preact";
import "./style/index.css";
import { ErrorNotice } from "./components/notice";
import { App } from "./shell/app";
import { startRouter } from "./shell/router";
import { loadSession } from "./shell/session";
import { startTheme } from "./shell/theme";
import { loadLanguage } from "./strings";

async function start(page: HTMLElement): Promise<void> {
  startTheme();
  startRouter();
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
