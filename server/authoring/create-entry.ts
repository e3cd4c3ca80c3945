import type { Transaction } from 'kysely';
import type { ContentModel } from '../../model/content-model.ts';
import { entryTitle } from '../../model/entry-address.ts';
import { AppError } from '../errors.ts';
import { appendAudit } from '../store/audit.ts';
import { insertEntry } from '../store/entries.ts';
import { putEntryIndex } from '../store/entry-index.ts';
import { findSingleGroup, hasTranslation } from '../store/entry-identity.ts';
import { lockDecision } from '../store/locks.ts';
import { newId } from '../store/new-id.ts';
import type { Tables } from '../store/tables.ts';
import { insertVersion } from '../store/versions.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requireCollection, requireLocale } from './collection-and-locale.ts';
import { draftContent } from './draft-content.ts';
import { entryDetails, type EntryDetails } from './entry-details.ts';
import { indexOfDraft } from './entry-index.ts';
import { findEntry } from './find-entry.ts';
import { newVersion } from './new-version.ts';
import { entrySubject, requirePermission } from './permission.ts';
import { withSuggestedSlug } from './suggest-slug.ts';

export type EntryCreation = Call & {
  collection: string;
  locale: string;
  content: Readonly<Record<string, unknown>>;
  /** The entry that this one is a translation of. */
  translationOf?: string | undefined;
};

export async function createEntry(context: AuthoringContext, creation: EntryCreation): Promise<EntryDetails> {
  const { database, model, now } = context;
  const { collection, locale, actor } = creation;
  requireCollection(model, collection);
  requireLocale(model, locale);
  const createdBy = actor.userId;
  requirePermission(actor, 'entry.create', entrySubject(model, { collection, createdBy }));
  const given = draftContent(model, creation);
  const createdAt = now().toISOString();
  const id = newId();

  const stored = await database.write(async (tx) => {
    const translationGroup = await chooseTranslationGroup(tx, { model, creation });
    const content = await withSuggestedSlug(tx, { model, draft: { collection, locale, content: given } });
    const version = newVersion(model, { entryId: id, collection, content, createdAt, createdBy });
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
    await putEntryIndex(tx, indexOfDraft(model, { ...entry, entryId: id, versionId: version.id, content }));
    await appendAudit(tx, {
      at: createdAt,
      actorId: createdBy,
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
      withheldSeq: null,
      withheldMessage: null,
      withheldPath: null,
      withheldTemplate: null,
      heldSeq: null,
      pathBefore: null,
    };
    return { ...entry, ...notPublic, updatedAt: createdAt, draft: { ...version, number } };
  });
  return entryDetails(model, stored);
}

/** A group has one entry for each locale. */
async function chooseTranslationGroup(
  tx: Transaction<Tables>,
  { model, creation }: { model: ContentModel; creation: EntryCreation },
): Promise<string> {
  if (requireCollection(model, creation.collection).single) return await groupOfSingle(tx, creation);
  return creation.translationOf === undefined
    ? newId()
    : await groupOfOriginal(tx, { ...creation, translationOf: creation.translationOf });
}

/** The entries of a single are translations of each other, whether or not anybody says so. */
async function groupOfSingle(
  tx: Transaction<Tables>,
  { collection, locale }: EntryCreation,
): Promise<string> {
  await lockDecision(tx, { name: `single:${collection}` });
  const translationGroup = await findSingleGroup(tx, { collection });
  if (translationGroup === null) return newId();
  if (!(await hasTranslation(tx, { translationGroup, locale }))) return translationGroup;
  throw new AppError(
    'single-exists',
    `The site has its "${collection}" in ${locale} already. Change that entry instead.`,
  );
}

async function groupOfOriginal(
  tx: Transaction<Tables>,
  { collection, locale, translationOf }: EntryCreation & { translationOf: string },
): Promise<string> {
  const { translationGroup, ...original } = await findEntry(tx, { id: translationOf });
  if (original.collection !== collection) {
    throw translationProblem(`This entry belongs to "${original.collection}", and so do its translations.`);
  }
  await lockDecision(tx, { name: `translations:${translationGroup}` });
  if (!(await hasTranslation(tx, { translationGroup, locale }))) return translationGroup;
  throw translationProblem(`This entry exists in ${locale} already. Change that one instead.`);
}

function translationProblem(message: string): AppError {
  return new AppError('invalid-input', 'The translation was not made.', {
    issues: [{ path: 'translationOf', message }],
  });
}
