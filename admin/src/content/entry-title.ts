import { t } from '@lingui/core/macro';
import type { EntrySummary } from '../../../model/api/entry.ts';

/** As much as tells entries apart: a draft may have a whole text there. */
const LENGTH_MAX = 150;

/** What an entry goes by; a draft may have no name yet, or one of nothing but spaces. */
export function entryTitle({ title }: Pick<EntrySummary, 'title'>): string {
  if (title.trim() === '') return t`Untitled`;
  return title.length > LENGTH_MAX ? `${title.slice(0, LENGTH_MAX).trimEnd()}…` : title;
}
