import type { Transaction } from 'kysely';
import type { ContentModel } from '../../model/content-model.ts';
import { entryTitle } from '../../model/entry-address.ts';
import { idProblem } from '../../model/text-rules.ts';
import { doneBy } from '../accounts/actor.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { insertEntry } from '../store/entries.ts';
import { putEntryIndex } from '../store/entry-index.ts';
import { lockEntries } from '../store/locks.ts';
import { newId } from '../store/new-id.ts';
import type { Tables } from '../store/tables.ts';
import { setTranslationSource, type TranslationSource } from '../store/translations.ts';
import { insertVersion } from '../store/versions.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requireCollection, requireLocale } from './collection-and-locale.ts';
import { draftContent } from './draft-content.ts';
import { entryDetails, type EntryDetails } from './entry-details.ts';
import { indexOfDraft } from './entry-index.ts';
import { entryNotFound, findEntry } from './find-entry.ts';
import { newVersion } from './new-version.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { versionConflict } from './save-draft.ts';
import { withSuggestedSlug } from './suggest-slug.ts';
import { isLocaleFree, placeOfSingle } from './translation-group.ts';

export type EntryCreation = Call & {
  collection: string;
  locale: string;
  content: Readonly<Record<string, unknown>>;
  /** The entry that this one is a translation of. */
  translationOf?: string | undefined;
  /** The version of it that the content was made from; its draft unless told otherwise. */
  sourceVersionId?: string | undefined;
};

export async function createEntry(context: AuthoringContext, creation: EntryCreation): Promise<EntryDetails> {
  const { database, model, now } = context;
  const { collection, locale, actor } = creation;
  requireCollection(model, collection);
  requireLocale(model, locale);
  const createdBy = actor.userId;
  requirePermission(actor, 'entry.create', entrySubject(model, { collection, locale, createdBy }));
  const given = await draftContent(model, { ...creation, sentBy: createdBy });
  const createdAt = now().toISOString();
  const id = newId();

  const stored = await database.write(async (tx) => {
    const { translationGroup, source } = await placeAmongTranslations(tx, { model, creation });
    const draft = { collection, locale, content: given };
    const content = await withSuggestedSlug(tx, { actor, model, draft });
    const version = newVersion(context, { entryId: id, collection, content, createdAt, createdBy });
    const title = entryTitle(model, { collection, content });
    const entry = {
      id,
      collection,
      locale,
      translationGroup,
      title,
      draftVersionId: version.id,
      createdAt,
      createdBy,
    };
    await insertEntry(tx, entry);
    const number = await insertVersion(tx, version);
    if (source !== null) await setTranslationSource(tx, { entryId: id, source, at: createdAt });
    await putEntryIndex(tx, indexOfDraft(model, { ...entry, entryId: id, versionId: version.id, content }));
    await appendAudit(tx, {
      at: createdAt,
      ...doneBy(actor),
      action: 'entry.create',
      subject: `entry:${id}`,
      correlationId: creation.correlationId,
      details: { collection, locale, versionId: version.id },
    });
    const notPublic = {
      publishedVersionId: null,
      livePath: null,
      firstPublishedAt: null,
      publishedAt: null,
      trashedAt: null,
      erasedAt: null,
      withheldSeq: null,
      withheldMessage: null,
      withheldPath: null,
      withheldTemplate: null,
      heldSeq: null,
      pathBefore: null,
      scheduleId: null,
      scheduleAction: null,
      scheduleDueAt: null,
      scheduleState: null,
    };
    return { ...entry, ...notPublic, updatedAt: createdAt, draft: { ...version, number } };
  });
  return entryDetails(model, stored);
}

type Place = { translationGroup: string; /** What it is made from. */ source: TranslationSource | null };

async function placeAmongTranslations(
  tx: Transaction<Tables>,
  { model, creation }: { model: ContentModel; creation: EntryCreation },
): Promise<Place> {
  const { translationOf } = creation;
  if (translationOf !== undefined) return await placeBeside(tx, { model, creation, translationOf });
  const isSingle = requireCollection(model, creation.collection).single;
  const translationGroup = isSingle ? await placeOfSingle(tx, creation) : null;
  return { translationGroup: translationGroup ?? newId(), source: null };
}

type Translation = { model: ContentModel; creation: EntryCreation; translationOf: string };

async function placeBeside(
  tx: Transaction<Tables>,
  { creation: { actor, collection, locale, sourceVersionId }, model, translationOf }: Translation,
): Promise<Place> {
  if (idProblem(translationOf) !== null) throw entryNotFound(translationOf);
  // No save may take the place of the version that is translated before it is kept.
  await lockEntries(tx, { entryIds: [translationOf] });
  const original = await findEntry(tx, { id: translationOf, actor, model });
  const { draftVersionId, translationGroup } = original;
  if ((sourceVersionId ?? draftVersionId) !== draftVersionId)
    throw versionConflict(entryDetails(model, original));
  if (original.collection !== collection) {
    throw translationProblem(`This entry belongs to "${original.collection}", and so do its translations.`);
  }
  if (requireCollection(model, collection).single) await placeOfSingle(tx, { collection, locale });
  else if (!(await isLocaleFree(tx, { translationGroup, locale })))
    throw translationProblem(`This entry exists in ${locale} already. Change that one instead.`);
  return { translationGroup, source: { entryId: translationOf, versionId: draftVersionId } };
}

function translationProblem(message: string): AppError {
  return new AppError('invalid-input', 'The translation was not made.', {
    issues: [{ path: 'translationOf', message }],
  });
}
