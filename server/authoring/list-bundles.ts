import { idProblem } from '../../model/text-rules.ts';
import { decodeCursor, encodeCursor } from '../store/list-cursor.ts';
import { listStoredBundles, type BundleState, type StoredBundle } from '../store/bundles.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { readableBundles } from './find-bundle.ts';

export type BundleListing = Call & {
  state?: BundleState | undefined;
  entryId?: string | undefined;
  /** `nextCursor` of the page before. */
  cursor?: string | undefined;
  limit: number;
};

const ORDER = 'bundles';

/** The newest first. What the reader may not read is left out, so that a page may be shorter than asked for. */
export async function listBundles(
  { database, model }: AuthoringContext,
  { actor, cursor, entryId, limit, state }: BundleListing,
): Promise<{ bundles: StoredBundle[]; nextCursor: string | null }> {
  const before = cursor === undefined ? undefined : decodeCursor(cursor, ORDER).id;
  if (entryId !== undefined && idProblem(entryId) !== null) return { bundles: [], nextCursor: null };
  return await database.read(async (tx) => {
    const found = await listStoredBundles(tx, { state, entryId, before, limit: limit + 1 });
    const page = found.slice(0, limit);
    const bundles = await readableBundles(tx, { actor, model, bundles: page });
    const last = found.length > limit ? page.at(-1) : undefined;
    const nextCursor = last ? encodeCursor({ id: last.id, key: last.createdAt }, ORDER) : null;
    return { bundles, nextCursor };
  });
}
