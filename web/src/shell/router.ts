/** Where the page is: real paths by the History API. Links are plain `<a href>`. */
import { signal } from "@preact/signals";

export const path = signal(location.pathname);
export const search = signal(location.search);

/** Counts moves from page to page, so that a new page knows to take the focus. */
export let moves = 0;

function read(): void {
  path.value = location.pathname;
  search.value = location.search;
}

export function navigate(to: string, { replace = false } = {}): void {
  moves++;
  if (replace) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  read();
  if (!replace) scrollTo(0, 0);
}

/** Files, and charts and maps for frames, that the server answers itself. */
const SERVED = /^\/(api|assets)\/|^\/channels\/\d+\/(charts\/|maps\b|.*\.)|^\/[^/]*\.\w+$/;

function ours(link: HTMLAnchorElement, event: MouseEvent): boolean {
  const modified =
    event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
  const elsewhere =
    link.origin !== location.origin || link.target !== "" || link.hasAttribute("download");
  return (
    !modified &&
    !elsewhere &&
    !SERVED.test(link.pathname) &&
    !(link.hash && link.pathname === path.value)
  );
}

/** Takes over links within the page, and the browser's back and forward. */
export function startRouter(): void {
  addEventListener("popstate", () => {
    moves++;
    read();
  });
  addEventListener("click", (event) => {
    const link = (event.target as Element | null)?.closest?.("a");
    if (!link || event.defaultPrevented || !ours(link, event)) return;
    event.preventDefault();
    navigate(link.pathname + link.search + link.hash);
  });
}
