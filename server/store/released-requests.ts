import type { Kysely } from 'kysely';
import { compileOnce } from './compile-once.ts';
import type { Tables } from './tables.ts';
import type { WithheldPublication } from './withheld-publications.ts';

type Released = {
  /** What visitors have had before. */
  after: number;
  upTo: number;
  /** Not released, but for those that are tried again. */
  withheld: readonly Pick<WithheldPublication, 'seq' | 'retriedAt'>[];
};

/** A first release may bring all that was ever published: what is older than this is not looked for. */
const PUBLICATIONS_MAX = 500;

/** The correlation ids of the publications that a release brings to the visitors, in the order of the log. */
export async function listRequests(
  tx: Kysely<Tables>,
  { after, upTo, withheld }: Released,
): Promise<string[]> {
  const held = withheld.filter(({ retriedAt }) => retriedAt === null).map(({ seq }) => seq);
  const retried = withheld.filter(({ retriedAt }) => retriedAt !== null).map(({ seq }) => seq);
  const { rows } = await selectRequests(tx, { after, upTo, held, retried });
  return [...new Set(rows.map(({ correlationId }) => correlationId))].toReversed();
}

type Requests = { after: number; upTo: number; held: readonly number[]; retried: readonly number[] };

const selectRequests = compileOnce((db, { after, held, retried, upTo }: Requests) =>
  db
    .selectFrom('publication')
    .select(['seq', 'correlation_id as correlationId'])
    .where((publication) =>
      publication.or([
        publication.and([publication('seq', '>', after), publication('seq', '<=', upTo)]),
        ...(retried.length === 0 ? [] : [publication('seq', 'in', retried)]),
      ]),
    )
    .where('correlation_id', 'is not', null)
    .$if(held.length > 0, (query) => query.where('seq', 'not in', held))
    .$narrowType<{ correlationId: string }>()
    .orderBy('seq', 'desc')
    .limit(PUBLICATIONS_MAX),
);
