import { createHash } from 'node:crypto';
import type { Kysely } from 'kysely';
import { canonicalJson } from '../../model/canonical-json.ts';
import { GENESIS_HASH } from '../../model/publication.ts';
import type { LogPosition } from '../../model/publication.ts';
import { decodeJson } from './json.ts';
import { chainItemOf } from './publication-items.ts';
import type { ChainItem, ItemRow } from './publication-items.ts';
import type { Tables } from './tables.ts';
import { ERASED_CONTENT, hashContent } from './versions.ts';

/** What the hash of a publication covers, so that no part of the log can change unseen. */
export type ChainLink = {
  seq: number;
  previousHash: string;
  committedAt: string;
  actorId: string | null;
  correlationId: string | null;
  items: readonly ChainItem[];
};

export function hashPublication(link: ChainLink): string {
  return createHash('sha256').update(canonicalJson(link)).digest('hex');
}

export type ChainVerdict =
  | { intact: true; head: LogPosition }
  | { intact: false; seq: number; problem: string };

const BATCH_SIZE = 200;

/**
 * Recomputes every hash from what is stored, contents included, and names the first publication that does not fit. Of a content
 * that was taken down only the hash is left, and is believed.
 */
export async function verifyPublicationChain(tx: Kysely<Tables>): Promise<ChainVerdict> {
  let head: LogPosition = { seq: 0, hash: GENESIS_HASH };
  for (;;) {
    const batch = await readLinks(tx, { after: head.seq });
    for (const { hash, ...link } of batch) {
      const expected = head.seq + 1;
      if (link.seq !== expected) return broken(expected, 'it is missing from the log');
      if (link.previousHash !== head.hash)
        return broken(link.seq, 'it does not name the hash of the one before');
      if (hashPublication(link) !== hash)
        return broken(link.seq, 'its hash does not fit what is stored of it');
      head = { seq: link.seq, hash };
    }
    if (batch.length < BATCH_SIZE) break;
  }
  const recorded = await tx.selectFrom('publication_head').select(['seq', 'hash']).executeTakeFirstOrThrow();
  if (recorded.seq !== head.seq || recorded.hash !== head.hash) {
    return broken(recorded.seq, 'the log does not end where it should');
  }
  return { intact: true, head };
}

function broken(seq: number, problem: string): ChainVerdict {
  return { intact: false, seq, problem };
}

async function readLinks(
  tx: Kysely<Tables>,
  { after }: { after: number },
): Promise<(ChainLink & { hash: string })[]> {
  const publications = await tx
    .selectFrom('publication')
    .select([
      'seq',
      'hash',
      'previous_hash as previousHash',
      'committed_at as committedAt',
      'actor_id as actorId',
      'correlation_id as correlationId',
    ])
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(BATCH_SIZE)
    .execute();
  const last = publications.at(-1)?.seq ?? after;
  const rows = await tx
    .selectFrom('publication_item as item')
    .leftJoin('version', 'version.id', 'item.version_id')
    .selectAll('item')
    .select(['version.content', 'version.content_hash as recordedHash', 'version.erased_at as erasedAt'])
    .where('item.seq', '>', after)
    .where('item.seq', '<=', last)
    .orderBy('item.seq')
    .orderBy('item.position')
    .execute();
  const itemsBySeq = Map.groupBy(rows, ({ seq }) => seq);
  return publications.map((publication) =>
    Object.assign(publication, {
      items: (itemsBySeq.get(publication.seq) ?? []).map((row) => chainItemOf(row, contentHashOf(row))),
    }),
  );
}

type StoredItem = ItemRow & { content: string | null; recordedHash: string | null; erasedAt: string | null };

function contentHashOf({ content, erasedAt, recordedHash }: StoredItem): string | null {
  if (content === null) return null;
  const found = hashContent(decodeJson(content));
  return erasedAt !== null && found === hashContent(ERASED_CONTENT) ? recordedHash : found;
}
