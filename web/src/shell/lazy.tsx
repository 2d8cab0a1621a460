import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ErrorNotice, Loading } from "../components/notice";
import { t } from "../strings";

type Loader<P> = () => Promise<{ default: FunctionComponent<P> }>;

/** A component whose code is loaded when it is first drawn. */
export function lazy<P extends object>(load: Loader<P>): FunctionComponent<P> {
  let loaded: FunctionComponent<P> | null = null;
  return function Lazy(props: P) {
    const [failed, setFailed] = useState(false);
    const [, setReady] = useState(loaded !== null);
    useEffect(() => {
      if (loaded) return;
      load().then(
        (module) => {
          loaded = module.default;
          setReady(true);
        },
        () => setFailed(true),
      );
    }, []);
    if (failed) {
      return (
        <ErrorNotice error={new Error(t().app.loadFailed)} onRetry={() => location.reload()} />
      );
    }
    const Component = loaded;
    return Component ? <Component {...props} /> : <Loading />;
  };
}
