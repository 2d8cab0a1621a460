import { changeTimeZone } from "../api/account";
import { useAction } from "../components/action";
import { Segments, Select } from "../components/inputs";
import { ErrorNotice } from "../components/notice";
import { Panel } from "../components/panel";
import { announce } from "../components/toast";
import { session, setSession } from "../shell/session";
import { chooseTheme, theme, type Theme } from "../shell/theme";
import { chooseLanguage, language, languages, t, type Language } from "../strings";

const optionsOf = <V extends string>(labels: Record<V, string>) =>
  (Object.entries(labels) as [V, string][]).map(([value, label]) => ({ value, label }));

/** Theme and language belong to the browser, the time zone to the user. */
export function AppearancePanel() {
  const { app, account } = t();
  return (
    <Panel title={account.appearance}>
      <div class="labelled">
        <span class="legend">{app.theme}</span>
        <Segments<Theme>
          label={app.theme}
          value={theme.value}
          options={optionsOf(app.themes)}
          onChange={chooseTheme}
        />
      </div>
      <div class="labelled">
        <span class="legend">{app.language}</span>
        <Segments<Language>
          label={app.language}
          value={language.value}
          options={optionsOf(languages)}
          onChange={(chosen) => void chooseLanguage(chosen)}
        />
      </div>
      <TimeZone />
    </Panel>
  );
}

function TimeZone() {
  const { account, common } = t();
  const now = session.value;
  const chosen = now?.user?.time_zone ?? "";
  const { run, error } = useAction(async (time_zone: string) => {
    await changeTimeZone(time_zone);
    if (now?.user) setSession({ ...now, user: { ...now.user, time_zone } });
    announce(common.saved);
  });
  const zones = Intl.supportedValuesOf("timeZone");
  const known = !chosen || zones.includes(chosen) ? zones : [chosen, ...zones];
  const browser = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return (
    <>
      <Select
        label={account.timeZone}
        hint={account.timeZoneHint}
        value={chosen}
        options={[
          { value: "", label: account.browserZone(browser) },
          ...known.map((zone) => ({ value: zone, label: zone.replace(/_/g, " ") })),
        ]}
        onChange={(zone) => void run(zone)}
      />
      <ErrorNotice error={error} />
    </>
  );
}
