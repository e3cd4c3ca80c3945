import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { FileText } from 'lucide-react';
import type { EntrySummary } from '../../../model/api/entry.ts';
import { contentModelQuery, firstEntriesQuery } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import { labelText } from '../content/label-text.ts';
import { useSettled } from '../ui/use-settled.ts';
import type { Command } from './command.ts';

/** Short: what is asked for in vain is called off. */
const TYPING_PAUSE_MS = 80;

type PaletteEntry = Pick<EntrySummary, 'id' | 'title' | 'collection' | 'locale'>;

type Found = { commands: Command[]; isLooking: boolean; problem: string | null };

/** The entries that fit what is typed; those saved last where nothing is. */
export function useFoundEntries(typed: string): Found {
  // A space at the end says that a word is finished.
  const sought = useSettled(typed.trimStart(), TYPING_PAUSE_MS);
  const { data, error, isFetching } = useQuery({
    ...firstEntriesQuery(sought === '' ? {} : { q: sought }),
    placeholderData: (before) => before,
  });
  const commandOf = useEntryCommand();
  return {
    commands: (data?.entries ?? []).map(commandOf),
    isLooking: isFetching || sought !== typed.trimStart(),
    problem: error?.message ?? null,
  };
}

export function useEntryCommand(): (entry: PaletteEntry) => Command {
  const navigate = useNavigate();
  const model = useQuery(contentModelQuery).data;
  return ({ collection, id, locale, title }) => ({
    id: `entry:${id}`,
    label: entryTitle({ collection, title }),
    about: [
      labelText(model?.collections[collection]?.label ?? collection),
      ...((model?.locales.length ?? 1) > 1 ? [locale] : []),
    ].join(' · '),
    Icon: FileText,
    entry: { title, collection, locale },
    onChoose: () =>
      void navigate({ to: '/content/$collection/$entryId', params: { collection, entryId: id } }),
  });
}
