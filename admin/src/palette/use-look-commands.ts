import { useLingui } from '@lingui/react/macro';
import { Languages, LogOut, Monitor, Moon, SquareArrowOutUpRight, Sun } from 'lucide-react';
import { signOut } from '../app/sign-out.ts';
import { chooseLanguage, LANGUAGES, preferredLanguage, type Language } from '../i18n/i18n.ts';
import { chooseTheme, chosenTheme } from '../ui/theme.ts';
import type { Command } from './command.ts';

/** How the screen looks and speaks, and the ways out of it. */
export function useLookCommands(): Command[] {
  const { t } = useLingui();
  const themes = [
    { theme: 'light', label: t`Colours: light`, Icon: Sun },
    { theme: 'dark', label: t`Colours: dark`, Icon: Moon },
    { theme: 'system', label: t`Colours: as the system`, Icon: Monitor },
  ] as const;
  const languages = Object.entries(LANGUAGES) as [Language, string][];
  return [
    ...themes
      .filter(({ theme }) => theme !== chosenTheme())
      .map(({ Icon, label, theme }) => ({
        id: `colours:${theme}`,
        label,
        Icon,
        onChoose: () => chooseTheme(theme),
      })),
    ...languages
      .filter(([tag]) => tag !== preferredLanguage())
      .map(([tag, name]) => ({
        id: `language:${tag}`,
        label: t`Language: ${name}`,
        Icon: Languages,
        onChoose: () => void chooseLanguage(tag),
      })),
    {
      id: 'site',
      label: t`View site`,
      Icon: SquareArrowOutUpRight,
      onChoose: () => void window.open('/', '_blank', 'noopener'),
    },
    { id: 'sign-out', label: t`Sign out`, Icon: LogOut, onChoose: () => void signOut() },
  ];
}
