import { Button, LinkButton } from "../components/button";
import { Icon, type IconName } from "../components/icon";
import { Mark } from "../components/mark";
import { Menu, type MenuEntry } from "../components/menu";
import { chooseLanguage, language, languages, t, type Language } from "../strings";
import { path } from "./router";
import { isAdministrator, signOut, user } from "./session";
import { chooseTheme, theme, type Theme } from "./theme";

interface Item {
  href: string;
  icon: IconName;
  label: string;
  short: string;
}

function items(): Item[] {
  const { nav } = t();
  const all: Item[] = [];
  if (user.value) {
    all.push({ href: "/channels", icon: "channels", label: nav.channels, short: nav.channels });
    all.push({ href: "/devices", icon: "devices", label: nav.devicesLong, short: nav.devices });
    all.push({ href: "/activity", icon: "activity", label: nav.activity, short: nav.activity });
    all.push({ href: "/account", icon: "account", label: nav.account, short: nav.account });
  } else all.push({ href: "/public", icon: "public", label: nav.public, short: nav.public });
  if (isAdministrator.value) {
    const short = nav.administrationShort;
    all.push({ href: "/administration", icon: "administration", label: nav.administration, short });
  }
  return all;
}

/** Views that have no entry of their own belong to the channels. */
const OF_CHANNELS = ["/", "/public", "/charts"];

function isCurrent(href: string): boolean {
  const at = user.value && OF_CHANNELS.includes(path.value) ? "/channels" : path.value;
  return at === href || at.startsWith(`${href}/`);
}

export function Navigation() {
  return (
    <header class="shell-side">
      <a class="brand" href="/">
        <Mark />
        {t().app.name}
      </a>
      <nav class="nav" aria-label={t().app.navigation}>
        {items().map((item) => (
          <a
            key={item.href}
            href={item.href}
            aria-current={isCurrent(item.href) ? "page" : undefined}
          >
            <Icon name={item.icon} size={20} />
            <span class="nav-long">{item.label}</span>
            <span class="nav-short">{item.short}</span>
          </a>
        ))}
      </nav>
      <div class="shell-foot">
        <Who />
      </div>
    </header>
  );
}

function Who() {
  const who = user.value;
  return (
    <div class="row row-between">
      {who ? (
        <span class="small soft shell-user" title={t().app.signedInAs(who.user)}>
          {who.user}
        </span>
      ) : (
        <LinkButton href="/sign-in">{t().app.signIn}</LinkButton>
      )}
      <div class="row shell-tools">
        <Preferences />
        {who && (
          <Button
            kind="quiet"
            icon="signOut"
            label={t().app.signOut}
            onClick={() => void signOut()}
          />
        )}
      </div>
    </div>
  );
}

/** Theme and language: at hand for those who are not signed in, too. */
export function Preferences() {
  const themes = Object.entries(t().app.themes) as [Theme, string][];
  const names = Object.entries(languages) as [Language, string][];
  const entries: MenuEntry[] = [
    { heading: t().app.theme },
    ...themes.map(([value, label]) => ({
      label,
      checked: theme.value === value,
      onChoose: () => chooseTheme(value),
    })),
    { heading: t().app.language },
    ...names.map(([value, label]) => ({
      label,
      checked: language.value === value,
      onChoose: () => void chooseLanguage(value),
    })),
  ];
  return <Menu label={t().app.preferences} icon="sun" entries={entries} />;
}
