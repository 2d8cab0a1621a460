import type { ComponentChildren } from "preact";
import { Furrows, Mark } from "../components/mark";
import { t } from "../strings";
import { Preferences } from "./navigation";
import { useTitle } from "./page_head";

/** The frame of the pages before the first one: sign-in and welcome. */
export function Gate({ title, children }: { title: string; children: ComponentChildren }) {
  useTitle(title);
  return (
    <div class="gate">
      <Furrows />
      <main class="gate-card">
        <div class="row row-between">
          <a class="brand" href="/">
            <Mark />
            {t().app.name}
          </a>
          <Preferences />
        </div>
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}
