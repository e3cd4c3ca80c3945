import type { Kysely } from 'kysely';
import { entrySlug } from '../../model/entry-address.ts';
import type { PublicationChange } from '../../model/publication.ts';
import { readStepsTaken } from '../store/content-models.ts';
import { readEntries, type StoredEntry } from '../store/entries.ts';
import type { Tables } from '../store/tables.ts';
import { listEntriesBehind, readVersionsInUse } from '../store/versions-in-use.ts';
import type { AuthoringContext } from './authoring-context.ts';
import { carryEntry, type CarriedEntry } from './carry-entry.ts';
import { fingerprintOf } from './new-version.ts';
import { withdrawalOf } from './public-changes.ts';

/** What migrating would make of something public. */
export type ForeseenContent = {
  change: PublicationChange;
  /** The same for entries that the same happens to: a few of each kind tell what the templates make of all. Null: nothing that pages show. */
  kind: string | null;
};

/** Renders pages with all of this laid over what is public, before anything is committed. It is a port: the templates are the publisher's. */
export type ProveContent = (foreseen: AsyncIterable<readonly ForeseenContent[]>) => Promise<ContentProof>;

export type ContentProof = { pagesRendered: number; failures: readonly ProofFailure[] };

export type ProofFailure = {
  path: string;
  /** The template's file, with the line, as far as they are known. */
  template: string | null;
  message: string;
};

const ENTRIES_PER_READ = 200;

/** A batch of entries at a time. Nothing is written. */
export async function* foreseeMigration(context: AuthoringContext): AsyncGenerator<ForeseenContent[]> {
  const { database } = context;
  const fingerprint = fingerprintOf(context);
  for (let afterId = ''; ;) {
    const order = { fingerprint, afterId, limit: ENTRIES_PER_READ };
    const entryIds = await listEntriesBehind(database.db, order);
    const last = entryIds.at(-1);
    if (last === undefined) return;
    afterId = last;
    const foreseen = await database.read((tx) => foreseeEntries(tx, { context, entryIds }));
    if (foreseen.length > 0) yield foreseen;
  }
}

async function foreseeEntries(
  tx: Kysely<Tables>,
  { context, entryIds }: { context: AuthoringContext; entryIds: readonly string[] },
): Promise<ForeseenContent[]> {
  const taken = await readStepsTaken(tx);
  const uses = Map.groupBy(await readVersionsInUse(tx, { entryIds }), ({ entryId }) => entryId);
  const entries = await readEntries(tx, { ids: entryIds });
  const foreseen: ForeseenContent[] = [];
  for (const entry of entries) {
    const those = uses.get(entry.id);
    if (entry.publishedVersionId === null || those === undefined) continue;
    const outcome = await carryEntry(context, { uses: those, taken });
    if (outcome.kind === 'carried') foreseen.push(...foreseeEntry(context, { entry, outcome }));
    else if (outcome.kind === 'dropped')
      foreseen.push({ kind: `${entry.collection} ${outcome.step.id}`, change: withdrawalOf(entry) });
  }
  return foreseen;
}

function foreseeEntry(
  { model, now }: AuthoringContext,
  { entry, outcome }: { entry: StoredEntry; outcome: CarriedEntry },
): ForeseenContent[] {
  const use = outcome.versions.find(({ from }) => from.isPublic);
  if (use === undefined) return [];
  const { content, effects, from, isChanged, path } = use;
  const { collection } = outcome;
  const publishedAt = now().toISOString();
  const isShown = isChanged || path !== entry.livePath || collection !== entry.collection;
  const steps = new Set(effects.map(({ step }) => step));
  return [
    {
      kind: isShown ? [collection, ...steps].join(' ') : null,
      change: {
        kind: 'publish',
        entry: {
          id: entry.id,
          collection,
          locale: entry.locale,
          translationGroup: entry.translationGroup,
          slug: entrySlug(model, { collection, content }),
          path,
          versionId: from.id,
          fields: content,
          firstPublishedAt: entry.firstPublishedAt ?? publishedAt,
          publishedAt,
        },
      },
    },
  ];
}
