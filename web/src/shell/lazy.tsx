import type { FunctionComponent } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ErrorNotice, Loading } from "../components/notice";
import { t } from "../strings";

type Loader<P> = () => Promise<{ default: FunctionComponent<P> }>;

export type LazyComponent<P> = FunctionComponent<P> & {
  /** Begins to load the code, for who knows that it will be drawn. */
  preload: () => void;
};

/** A component whose code is loaded when it is first drawn, if not earlier. */
export function lazy<P extends object>(load: Loader<P>): LazyComponent<P> {
  let loaded: FunctionComponent<P> | null = null;
  let loading: Promise<void> | null = null;
  const begin = () =>
    (loading ??= load().then(
      (module) => {
        loaded = module.default;
      },
      (error: unknown) => {
        loading = null; // the next time it may come
        throw error;
      },
    ));
  function Lazy(props: P) {
    const [failed, setFailed] = useState(false);
    const [, setReady] = useState(loaded !== null);
    useEffect(() => {
      // It may have come since this was drawn without it.
      begin().then(
        () => setReady(true),
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
  }
  // Whether it failed is told where it is drawn.
  Lazy.preload = () => void begin().catch(() => {});
  return Lazy;
}
