import { useEffect, useErrorBoundary } from "preact/hooks";
import { ErrorNotice } from "../components/notice";
import { Toasts } from "../components/toast";
import { Navigation } from "./navigation";
import { NotFound } from "./not_found";
import { path } from "./router";
import { findRoute, SignIn } from "./routes";
import { isAdministrator, user } from "./session";
import { t } from "../strings";

export function App() {
  return (
    <>
      <Page />
      <Toasts />
    </>
  );
}

function Page() {
  const found = findRoute(path.value);
  if (found?.route.access === "gate") return <found.route.page params={found.params} />;
  if (!user.value && found && found.route.access !== "anyone") return <SignIn params={{}} />;
  return (
    <div class="shell">
      <a class="skip button" href="#content">
        {t().app.skip}
      </a>
      <Navigation />
      <main class="main" id="content" tabIndex={-1}>
        <Content />
      </main>
    </div>
  );
}

/** A mistake of ours in one page must not take away the way to the others. */
function Content() {
  const [broken, forgive] = useErrorBoundary();
  useEffect(forgive, [path.value]);
  if (broken) {
    return (
      <ErrorNotice
        error={new Error(t().app.broken(String((broken as Error).message)))}
        onRetry={forgive}
      />
    );
  }
  return <Routed />;
}

function Routed() {
  const found = findRoute(path.value);
  if (!found || (found.route.access === "administrator" && !isAdministrator.value))
    return <NotFound />;
  const { page: Found, pattern } = found.route;
  return <Found key={pattern} params={found.params} />;
}
