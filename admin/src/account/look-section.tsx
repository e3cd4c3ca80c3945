import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { chooseLanguage, LANGUAGES, preferredLanguage, type Language } from '../i18n/i18n.ts';
import { chooseTheme, chosenTheme, type Theme } from '../ui/theme.ts';

/** How the screen looks and speaks, in this browser. */
export function LookSection(): ReactNode {
  const { t } = useLingui();
  const [language, setLanguage] = useState(preferredLanguage);
  const [theme, setTheme] = useState(chosenTheme);
  const themes: Record<Theme, string> = { system: t`As the system`, light: t`Light`, dark: t`Dark` };
  return (
    <section className="section" aria-labelledby="look">
      <h2 id="look">
        <Trans>Language and colours</Trans>
      </h2>
      <div className="look">
        <label>
          <Trans>Language</Trans>
          <select
            value={language}
            onChange={({ target }) => {
              const chosen = target.value as Language;
              setLanguage(chosen);
              void chooseLanguage(chosen);
            }}
          >
            {Object.entries(LANGUAGES).map(([tag, name]) => (
              <option key={tag} value={tag}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          <Trans>Colours</Trans>
          <select
            value={theme}
            onChange={({ target }) => {
              const chosen = target.value as Theme;
              setTheme(chosen);
              chooseTheme(chosen);
            }}
          >
            {Object.entries(themes).map(([name, words]) => (
              <option key={name} value={name}>
                {words}
              </option>
            ))}
          </select>
        </label>
      </div>
    </section>
  );
}
