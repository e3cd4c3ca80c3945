import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { withWords } from '../i18n/i18n.ts';
import { late } from '../ui/late.tsx';
import { isBlank } from './blank-entry.ts';
import { translationsQuery } from './translations.ts';
import { useEditor } from './use-editor.ts';

const OutdatedTranslation = late(
  withWords('rest', async () => (await import('../deeds/outdated-translation.tsx')).OutdatedTranslation),
);

/** What this was translated from says something else by now. */
export function TranslationNotice(): ReactNode {
  const { entry, model } = useEditor();
  const isAsked = model.locales.length > 1 && !isBlank(entry);
  const { data = [] } = useQuery({ ...translationsQuery(entry.id), enabled: isAsked });
  const source = data.find((translation) => translation.entry?.id === entry.id)?.source ?? null;
  if (source === null || !source.isOutdated) return null;
  const locale = data.find((translation) => translation.entry?.id === source.entryId)?.locale ?? '';
  return <OutdatedTranslation sourceId={source.entryId} versionId={source.versionId} locale={locale} />;
}
