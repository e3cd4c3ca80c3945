import { useLingui } from '@lingui/react/macro';
import { redirectAddress } from '../../../model/redirect-target.ts';
import { entryTitle } from '../content/entry-title.ts';
import type { ListedPublication } from './release-queries.ts';

type Item = ListedPublication['items'][number];

/** What publications changed, each once, in the order in which it appears; nothing of what has no name, as facts of media. */
export function useItemNames(): (publications: readonly Pick<ListedPublication, 'items'>[]) => string[] {
  const nameOf = useItemName();
  return (publications) => [
    ...new Set(publications.flatMap(({ items }) => items.flatMap((item) => nameOf(item) ?? []))),
  ];
}

export function useItemName(): (item: Item) => string | null {
  const { t } = useLingui();
  return ({ collection, kind, path, redirect, title }) => {
    if (redirect === null) return title && entryTitle({ collection, title });
    if (kind === 'redirect-removed') return t`Redirect removed: ${path}`;
    const { to } = redirect;
    if (to === null) return t`Gone for good: ${path}`;
    const target = to.kind === 'entry' ? targetTitle(redirect) : redirectAddress(to);
    return t`Redirect: ${path} → ${target}`;
  };
}

function targetTitle({ collection, title }: NonNullable<Item['redirect']>): string {
  return title === null ? '…' : entryTitle({ collection, title });
}
