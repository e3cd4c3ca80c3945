import type { Kysely } from 'kysely';
import { compileOnce } from './compile-once.ts';
import type { Tables } from './tables.ts';
import type { WithheldPublication } from './withheld-publications.ts';

type Released = {
  /** What visitors have had before. */
  after: number;
  upTo: number;
  withheld: readonly Pick<WithheldPublication, 'seq' | 'retriedAt'>[];
};

/** The files of media that these publications took from the public. */
export async function listDeletedMedia(
  tx: Kysely<Tables>,
  { after, upTo, withheld }: Released,
): Promise<string[]> {
  const retried = withheld.filter(({ retriedAt }) => retriedAt !== null).map(({ seq }) => seq);
  const { rows } = await selectDeleted(tx, { after, upTo, retried });
  return rows.map(({ id }) => id);
}

type Selected = { after: number; upTo: number; retried: readonly number[] };

const selectDeleted = compileOnce((db, { after, retried, upTo }: Selected) =>
  db
    .selectFrom('publication_item')
    .select('media_id as id')
    .distinct()
    .where((item) =>
      item.or([
        item.and([item('seq', '>', after), item('seq', '<=', upTo)]),
        ...(retried.length === 0 ? [] : [item('seq', 'in', retried)]),
      ]),
    )
    .where('kind', '=', 'media-removed')
    .where('media_id', 'is not', null)
    .$narrowType<{ id: string }>(),
);
