import type { Kysely } from 'kysely';
import type { DeadLink } from '../../model/site-plan.ts';
import { readPathHolders } from '../store/path-holders.ts';
import type { Tables } from '../store/tables.ts';
import type { Reader } from './find-entry.ts';
import { readableScope } from './permission.ts';

/** A link that leads nowhere, each page that holds it with the entry that it is the page of. */
export type DescribedLink = Omit<DeadLink, 'from'> & { from: LinkingPage[] };

/** All but its path is null for what the templates make by themselves, and for what the reader may not read. */
export type LinkingPage = {
  path: string;
  entryId: string | null;
  collection: string | null;
  title: string | null;
};

type Describing = Reader & {
  links: readonly DeadLink[];
  /** Where entries are going to be, which nobody else knows of yet. */
  own?: readonly { path: string | null; entryId: string; collection: string; title: string }[];
};

export async function describeLinks(
  tx: Kysely<Tables>,
  { actor, links, model, own = [] }: Describing,
): Promise<DescribedLink[]> {
  const paths = [...new Set(links.flatMap(({ from }) => from))];
  const holders = await readPathHolders(tx, { paths, scope: readableScope(model, actor) });
  const byPath = new Map([...holders, ...own].map((holder) => [holder.path, holder]));
  return links.map(({ from, ...link }) => ({
    ...link,
    from: from.map((path) => {
      const { collection = null, entryId = null, title = null } = byPath.get(path) ?? {};
      return { path, entryId, collection, title };
    }),
  }));
}
