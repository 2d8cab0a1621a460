import { useCallback, useEffect, useRef, useState } from "preact/hooks";

export interface Action<A extends unknown[]> {
  /** Resolves to false if it failed; `error` then says why. */
  run: (...args: A) => Promise<boolean>;
  busy: boolean;
  error: Error | null;
}

/** Something that the user starts, and that the server may refuse. */
export function useAction<A extends unknown[]>(work: (...args: A) => Promise<unknown>): Action<A> {
  const [state, setState] = useState<{ busy: boolean; error: Error | null }>({
    busy: false,
    error: null,
  });
  const latest = useRef(work);
  latest.current = work;
  const run = useCallback(async (...args: A) => {
    setState({ busy: true, error: null });
    try {
      await latest.current(...args);
      setState({ busy: false, error: null });
      return true;
    } catch (error) {
      setState({ busy: false, error: error as Error });
      return false;
    }
  }, []);
  return { run, ...state };
}

export interface Loaded<T> {
  data: T | null;
  error: Error | null;
  /** Reads again; what is shown stays until the answer is there. */
  reload: () => Promise<void>;
  /** Shows what a change has answered, without reading again. */
  replace: (data: T) => void;
}

/** What `read` answers, read again whenever one of `dependencies` changes. */
export function useLoaded<T>(read: () => Promise<T>, dependencies: unknown[]): Loaded<T> {
  const [state, setState] = useState<{ data: T | null; error: Error | null }>({
    data: null,
    error: null,
  });
  const turn = useRef(0);
  const latest = useRef(read);
  latest.current = read;
  const reload = useCallback(async () => {
    const mine = ++turn.current;
    try {
      const data = await latest.current();
      if (mine === turn.current) setState({ data, error: null });
    } catch (error) {
      if (mine === turn.current) setState((old) => ({ data: old.data, error: error as Error }));
    }
  }, []);
  useEffect(() => {
    setState({ data: null, error: null });
    void reload();
    return () => void turn.current++;
  }, dependencies);
  return { ...state, reload, replace: (data: T) => setState({ data, error: null }) };
}

/** Calls `work` every `seconds` while the page is in sight. */
export function useEvery(seconds: number, work: () => void): void {
  const latest = useRef(work);
  latest.current = work;
  useEffect(() => {
    const timer = setInterval(() => {
      if (document.visibilityState === "visible") latest.current();
    }, seconds * 1000);
    return () => clearInterval(timer);
  }, [seconds]);
}
