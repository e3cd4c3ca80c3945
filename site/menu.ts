import { entryPath } from './content.ts';
import { isSafeHref } from './safe-href.ts';
import { readNavigation, type NavigationItem } from './settings.ts';

export type MenuItem = {
  label: string;
  /** Null for one that only holds others. */
  target: string | null;
  below: { label: string; target: string }[];
};

/** What leads somewhere, in the order of the navigation. */
export async function readMenu(locale: string): Promise<MenuItem[]> {
  const items = (await readNavigation(locale)).map(({ items: below = [], ...item }) => ({
    label: item.label,
    target: targetOf(item),
    below: below.flatMap((link) => {
      const target = targetOf(link);
      return target === null ? [] : [{ label: link.label, target }];
    }),
  }));
  return items.filter(({ below, target }) => target !== null || below.length > 0);
}

function targetOf({ entry, href }: Pick<NavigationItem, 'entry' | 'href'>): string | null {
  const target = entry === undefined ? href : entryPath(entry);
  return target && isSafeHref(target) ? target : null;
}
