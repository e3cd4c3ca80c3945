import type { PublicationChange } from '../../model/publication.ts';
import type { Actor } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import type { StoredEntry } from '../store/entries.ts';
import { findPathHolders } from '../store/public-paths.ts';
import { listVersions, readVersion } from '../store/versions.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { findEntry } from './find-entry.ts';
import { pathTaken } from './path-taken.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { publicChanges, withdrawalOf } from './public-changes.ts';
import { checkPublishable, isPublic } from './publishable-draft.ts';

export type ForeseeRequest = Call & {
  entryId: string;
  /** The number of a version, in place of the draft. */
  version?: number | null;
  /** What withdrawing the entry would change, in place of publishing it. */
  withdraw?: boolean;
};

/** What would change if the entry were published now, or withdrawn; nothing if it is public just so. Refused where that would be refused. Nothing is written. */
export async function foreseePublication(
  context: AuthoringContext,
  { actor, entryId, version = null, withdraw = false }: ForeseeRequest,
): Promise<PublicationChange[]> {
  const { database, model } = context;
  const entry = await findEntry(database.db, { id: entryId, actor, model });
  requirePermission(actor, withdraw ? 'entry.withdraw' : 'entry.publish', entrySubject(model, entry));
  if (withdraw) return [foreseeWithdrawal(entry)];
  const draft = version === null ? entry : await atVersion(context, entry, version);
  return await publishingOf(context, draft, actor);
}

function foreseeWithdrawal(entry: StoredEntry): PublicationChange {
  if (entry.publishedVersionId !== null) return withdrawalOf(entry);
  throw new AppError('not-published', `"${entry.title}" is not public, so there is nothing to withdraw.`);
}

/** The entry with another version in place of its draft. */
async function atVersion(
  { database }: AuthoringContext,
  entry: StoredEntry,
  number: number,
): Promise<StoredEntry> {
  const [found] = await listVersions(database.db, { entryId: entry.id, before: number + 1, limit: 1 });
  const version = found?.number === number ? await readVersion(database.db, { id: found.id }) : null;
  if (version === null) {
    throw new AppError('invalid-input', `"${entry.title}" has no version ${number}.`, {
      issues: [{ path: 'version', message: `The newest one is ${entry.draft.number}.` }],
    });
  }
  const { content, createdAt, createdBy, id, slug } = version;
  return { ...entry, draftVersionId: id, draft: { id, number, content, slug, createdAt, createdBy } };
}

async function publishingOf(
  context: AuthoringContext,
  entry: StoredEntry,
  actor: Actor,
): Promise<PublicationChange[]> {
  const [draft] = await checkPublishable(context, { actor, entries: [entry] });
  if (draft === undefined || isPublic(entry, draft)) return [];
  const { path } = draft;
  if (path !== null && path !== entry.livePath) await requireFree(context, { entry, path, actor });
  const publishedAt = context.now().toISOString();
  return await publicChanges(context, { drafts: [{ entry, draft }], publishedAt });
}

async function requireFree(
  { database, model }: AuthoringContext,
  { actor, entry, path }: { actor: Actor; entry: StoredEntry; path: string },
): Promise<void> {
  const [taken] = await findPathHolders(database.db, { paths: [path] });
  if (taken === undefined || taken.entryId === entry.id) return;
  throw await pathTaken(database.db, { path, entry, holderId: taken.entryId, actor, model });
}
