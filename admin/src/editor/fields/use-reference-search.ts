import { useEffect, useState } from 'react';
import type { EntrySummary } from '../../../../model/api/entry.ts';
import { entryTitle } from '../../content/entry-title.ts';
import { useEditor } from '../use-editor.ts';
import { useEntryChoices } from './use-entry-choices.ts';

/** Without a choice: the one that begins an entry of the name. */
export type Item = { id: string; choice: EntrySummary | null };

/** What has become of a name that was typed: chosen before, or not at all. */
export type Said = { name: string; isChosen: boolean };

type Search = {
  collections: readonly string[];
  /** Chosen already. */
  chosen: readonly string[];
  typed: string;
  onChoose: (id: string) => void;
};

const NEW = 'new';

/** What is typed, what it finds, and what it comes to. */
export function useReferenceSearch({ chosen, collections, onChoose, typed }: Search) {
  const { entry } = useEditor();
  const [text, setText] = useState(typed);
  const [making, setMaking] = useState<string | null>(null);
  const [said, say] = useState<Said | null>(null);
  const [isAwaited, setAwaited] = useState(false);
  const { choices, isLooking } = useEntryChoices({ collections, locale: entry.locale, text });
  const offered = choices.filter(({ id }) => !chosen.includes(id) && id !== entry.id);
  const name = text.trim();
  const named = choices.find((choice) => isCalled(choice, name));
  const items: Item[] = offered.map((choice) => ({ id: choice.id, choice }));
  if (name !== '') items.push({ id: NEW, choice: null });
  const choose = (id: string | number | null): void => {
    if (id === null) return;
    if (id === NEW) return setMaking(name);
    setText('');
    onChoose(String(id));
  };
  useEffect(() => {
    // Whatever has the name is it, however long the others take.
    if (!isAwaited || (isLooking && named === undefined)) return;
    setAwaited(false);
    if (named === undefined || !chosen.includes(named.id)) return choose(named?.id ?? offered[0]?.id ?? NEW);
    setText('');
    say({ name, isChosen: true });
  });
  return {
    text,
    name,
    items,
    isLooking,
    said,
    say,
    choose,
    change: (next: string): void => {
      setText(next);
      setAwaited(false);
      if (next !== '') say(null);
    },
    /** What the letters mean, where nothing of the list is pointed at: the one of that name, else the first. */
    take: (): void => setAwaited(true),
    /** The name of an entry that is about to be begun. */
    making,
    end: (id: string | null): void => {
      setMaking(null);
      if (id !== null) choose(id);
    },
  };
}

function isCalled(choice: EntrySummary, name: string): boolean {
  return entryTitle(choice).trim().toLocaleLowerCase() === name.toLocaleLowerCase();
}
