import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useSession } from '../app/use-session.ts';
import type { Command } from './command.ts';
import { matchWords } from './match-words.ts';
import { recentChoices, rememberChoice, type RecentChoice } from './recent-choices.ts';
import { useCommands } from './use-commands.ts';
import { useEntryCommand, useFoundEntries } from './use-found-entries.ts';

export type PaletteSection = { id: string; title: string; commands: Command[] };

type PaletteSections = {
  sections: PaletteSection[];
  isLooking: boolean;
  problem: string | null;
  remember: (command: Command) => void;
};

const RECENT_SHOWN = 5;
const MATCHES_SHOWN = 7;

/**
 * What was chosen last comes first. Once something is typed, what fits best by its name does, be it a screen or an entry, and what was chosen last where
 * two fit as well.
 */
export function usePaletteSections(typed: string, onShortcuts: () => void): PaletteSections {
  const { t } = useLingui();
  const userId = useSession().session.user.id;
  const [recent] = useState(() => recentChoices(userId));
  const commands = useCommands(onShortcuts);
  const found = useFoundEntries(typed);
  const entryCommand = useEntryCommand();
  const isTyped = typed.trim() !== '';
  const lately = recent.flatMap((choice) => recall(choice, { commands, entryCommand }));
  const called = found.commands.filter(({ label }) => matchWords(typed, label) !== null);
  const matches = isTyped ? bestOf(typed, [...lately, ...commands, ...called]).slice(0, MATCHES_SHOWN) : [];
  const shown = isTyped ? matches : lately.slice(0, RECENT_SHOWN);
  const isShown = ({ id }: Command): boolean => shown.some((other) => other.id === id);
  const sections = [
    { id: 'first', title: isTyped ? t`Best matches` : t`Chosen last`, commands: shown },
    {
      id: 'entries',
      title: isTyped ? t`Entries` : t`Saved last`,
      commands: found.commands.filter((command) => !isShown(command)),
    },
    {
      id: 'all',
      title: t`Screens and actions`,
      commands: isTyped ? [] : commands.filter((command) => !isShown(command)),
    },
  ];
  return {
    sections: sections.filter((section) => section.commands.length > 0),
    isLooking: found.isLooking,
    problem: found.problem,
    remember: ({ entry, id }) => rememberChoice(userId, entry === undefined ? { id } : { id, entry }),
  };
}

type Known = { commands: readonly Command[]; entryCommand: ReturnType<typeof useEntryCommand> };

/** A screen that the role does not open any more is not there. */
function recall({ entry, id }: RecentChoice, { commands, entryCommand }: Known): Command[] {
  if (entry !== undefined) return [entryCommand({ id: id.replace(/^entry:/, ''), ...entry })];
  return commands.filter((command) => command.id === id);
}

function bestOf(typed: string, commands: readonly Command[]): Command[] {
  const once = [...new Map(commands.map((command) => [command.id, command])).values()];
  return once
    .flatMap((command) => {
      const score = matchWords(typed, [command.label, command.about ?? '', command.words ?? ''].join(' '));
      return score === null ? [] : [{ command, score }];
    })
    .toSorted((a, b) => b.score - a.score)
    .map(({ command }) => command);
}
