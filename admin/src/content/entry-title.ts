import { t } from '@lingui/core/macro';
import { singleName } from './single-name.ts';

/** As much as tells entries apart: a draft may have a whole text there. */
const LENGTH_MAX = 150;

type EntryName = { title: string; /** Null where nobody knows it any more. */ collection: string | null };

/** What an entry goes by; a draft may have no name yet, or one of nothing but spaces. */
export function entryTitle({ collection, title }: EntryName): string {
  const name = singleName(collection) ?? title;
  if (name.trim() === '') return t`Untitled`;
  return name.length > LENGTH_MAX ? `${name.slice(0, LENGTH_MAX).trimEnd()}…` : name;
}
