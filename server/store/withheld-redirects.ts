import type { Kysely } from 'kysely';
import type { PublishedRedirect } from '../../model/publication.ts';
import { redirectOfRow, selectRedirectRows } from './redirects.ts';
import type { StoredEntrySummary } from './entries.ts';
import type { Tables } from './tables.ts';

/**
 * The redirects to an entry that no visitor has met, since they came with a publication that is held back. What takes the place of the entry's
 * part of that publication decides on them too: said again or taken away, they wait for it no longer.
 */
export async function readWithheldRedirects(
  tx: Kysely<Tables>,
  { id, withheldSeq }: Pick<StoredEntrySummary, 'id' | 'withheldSeq'>,
): Promise<PublishedRedirect[]> {
  if (withheldSeq === null) return [];
  const rows = await selectRedirectRows(tx)
    .where('redirect.to_entry_id', '=', id)
    .where('redirect.from_path', 'in', (query) =>
      query
        .selectFrom('publication_item as item')
        .innerJoin('withheld_publication as held', 'held.seq', 'item.seq')
        .select((item) => item.ref('item.path').$notNull().as('path'))
        .where('item.kind', '=', 'redirect')
        .where('held.settled_at', 'is', null),
    )
    .orderBy('redirect.from_path')
    .execute();
  return rows.map(redirectOfRow);
}
