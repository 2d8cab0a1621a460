/** The page's language. Components read `t()`; they are drawn again when the language changes. */
import { signal } from "@preact/signals";
import type { Strings } from "./en";

export type { Strings };

const loaders = {
  en: async (): Promise<Strings> => (await import("./en")).en,
  de: async (): Promise<Strings> => (await import("./de")).de,
};

export type Language = keyof typeof loaders;

/** Each language by its own name. */
export const languages: Record<Language, string> = { en: "English", de: "Deutsch" };

const KEY = "fieldcast.language";
const current = signal<Strings | null>(null);

export const language = signal<Language>("en");

/** The strings of the current language. */
export function t(): Strings {
  if (!current.value) throw new Error("loadLanguage() comes first");
  return current.value;
}

function isLanguage(name: string | null | undefined): name is Language {
  return name === "en" || name === "de";
}

function preferred(): Language {
  const chosen = localStorage.getItem(KEY);
  if (isLanguage(chosen)) return chosen;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2)).find(isLanguage);
  return wanted ?? "en";
}

async function use(name: Language): Promise<void> {
  const strings = await loaders[name]();
  document.documentElement.lang = name;
  language.value = name;
  current.value = strings;
}

/** Loads what the user chose, else what the browser prefers. */
export const loadLanguage = () => use(preferred());

export async function chooseLanguage(name: Language): Promise<void> {
  localStorage.setItem(KEY, name);
  await use(name);
}
