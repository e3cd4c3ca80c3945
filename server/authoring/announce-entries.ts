import type { Transaction } from 'kysely';
import type { ContentModel } from '../../model/content-model.ts';
import { entryTitle } from '../../model/entry-address.ts';
import type { LogPosition } from '../../model/publication.ts';
import { listAnnouncedVersions } from '../store/announced-versions.ts';
import { isEntryItem, type EntryItem } from '../store/publication-items.ts';
import { appendPublication, type NewPublication } from '../store/publications.ts';
import type { Tables } from '../store/tables.ts';
import { listSubscribers, tellSubscribers, type HappenedEvent } from '../store/webhook-events.ts';

type Announced = NewPublication & {
  model: ContentModel;
  /** Nothing is to be left of what is withdrawn: where it was is all that receivers need to know. */
  withoutTitles?: boolean;
};

/** Adds to the log what makes entries public or withdraws them, and tells receivers in the same transaction. */
export async function appendAnnounced(
  tx: Transaction<Tables>,
  { model, withoutTitles = false, ...publication }: Announced,
): Promise<LogPosition> {
  const position = await appendPublication(tx, publication);
  await announceEntries(tx, { ...publication, model, withoutTitles, seq: position.seq });
  return position;
}

/** The title is that of the version which is or was public: a draft may be called something that nobody is to know yet. */
async function announceEntries(
  tx: Transaction<Tables>,
  { committedAt, correlationId, items, model, seq, withoutTitles }: Required<Announced> & { seq: number },
): Promise<void> {
  const announced = items.filter(isEntryItem).flatMap((item) => {
    const versionId = item.kind === 'publish' ? item.versionId : item.previousVersionId;
    return versionId === null ? [] : [{ item, versionId }];
  });
  if (announced.length === 0) return;
  const subscribers = await listSubscribers(tx, ['entry.published', 'entry.withdrawn']);
  if (subscribers.length === 0) return;
  const ids = announced.map(({ versionId }) => versionId);
  const versions = new Map(
    (await listAnnouncedVersions(tx, { ids })).map((version) => [version.id, version]),
  );
  const happened = announced.flatMap(({ item, versionId }): HappenedEvent[] => {
    const version = versions.get(versionId);
    if (version === undefined) return [];
    const { collection, entryId, locale } = version;
    const title = withoutTitles ? null : entryTitle(model, version) || null;
    const about = { entryId, collection, locale, title, ...placeOf(item), publication: seq };
    return [{ event: eventOf(item), entry: { id: entryId, collection, locale }, data: about }];
  });
  await tellSubscribers(tx, subscribers, { happened, now: committedAt, correlationId });
}

function eventOf({ kind }: EntryItem): HappenedEvent['event'] {
  return kind === 'publish' ? 'entry.published' : 'entry.withdrawn';
}

/** Where it is from now on, or was until now. */
function placeOf(item: EntryItem) {
  const { previousPath } = item;
  return item.kind === 'publish' ? { path: item.path, previousPath } : { path: previousPath };
}
