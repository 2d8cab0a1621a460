/** Light or dark: the user's choice, else the system's. */
import { effect, signal } from "@preact/signals";

export type Theme = "system" | "light" | "dark";

const KEY = "fieldcast.theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const systemIsDark = signal(system.matches);

export const theme = signal<Theme>(readTheme());

/** What is shown now; charts draw with the tokens of it. */
export const isDark = signal(false);

function readTheme(): Theme {
  const stored = localStorage.getItem(KEY);
  return stored === "light" || stored === "dark" ? stored : "system";
}

export function chooseTheme(chosen: Theme): void {
  localStorage.setItem(KEY, chosen);
  theme.value = chosen;
}

export function startTheme(): void {
  system.addEventListener("change", () => (systemIsDark.value = system.matches));
  effect(() => {
    const dark = theme.value === "system" ? systemIsDark.value : theme.value === "dark";
    document.documentElement.dataset["theme"] = dark ? "dark" : "light";
    isDark.value = dark;
  });
}
