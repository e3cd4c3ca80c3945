import { listPublications as selectPublications } from '../store/list-publications.ts';
import type { ListedPublication } from '../store/list-publications.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { readableScope, requirePermission } from './permission.ts';

export type PublicationListRequest = Call & {
  before?: number | undefined;
  limit: number;
  /** Those that this entry is in alone. */
  entryId?: string | undefined;
};

export type PublicationList = {
  publications: ListedPublication[];
  /** `before` of the next page. */
  nextBefore: number | null;
};

/** The newest first: those that changed anything that the actor may read, and of each what they may. */
export async function listPublications(
  { database, model }: AuthoringContext,
  { actor, before, entryId, limit }: PublicationListRequest,
): Promise<PublicationList> {
  requirePermission(actor, 'entry.read', { kind: 'some-entry' });
  const selection = { before, entryId, scope: readableScope(model, actor), limit: limit + 1 };
  const found = await database.read((tx) => selectPublications(tx, selection));
  const publications = found.slice(0, limit);
  const nextBefore = found.length > limit ? (publications.at(-1)?.seq ?? null) : null;
  return { publications, nextBefore };
}
