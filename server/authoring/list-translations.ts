import { findCollection } from '../../model/content-model.ts';
import { listTranslations as selectTranslations, readContentHashes } from '../store/translations.ts';
import type { StoredTranslation, TranslationSource } from '../store/translations.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { entrySummary, type EntrySummary } from './entry-details.ts';
import { findEntryAnywhere } from './find-entry.ts';
import { entrySubject, requirePermission } from './permission.ts';

export type Translation = {
  locale: string;
  /** Null where there is none yet. */
  entry: EntrySummary | null;
  /** What it was made from; null for an original, and where nobody has said. */
  source: (TranslationSource & { /** The source says something else by now. */ isOutdated: boolean }) | null;
};

/** One for each locale of the site, in the order of the content model. */
export async function listTranslations(
  { database, model }: AuthoringContext,
  { actor, entryId }: Call & { entryId: string },
): Promise<Translation[]> {
  return await database.read(async (tx) => {
    const { collection, createdBy, translationGroup } = await findEntryAnywhere(tx, { id: entryId });
    requirePermission(actor, 'entry.read', entrySubject(model, { collection, createdBy }));
    const entries = await selectTranslations(tx, { translationGroup });
    const drafts = new Map(entries.map(({ draftVersionId, id }) => [id, draftVersionId]));
    const seen = entries.flatMap(({ sourceVersionId }) => sourceVersionId ?? []);
    const hashes = await readContentHashes(tx, { ids: [...drafts.values(), ...seen] });
    const locales = findCollection(model, collection) === undefined ? [] : model.locales;
    return [...new Set([...locales, ...entries.map(({ locale }) => locale)])].map((locale) => {
      const entry = entries.find((candidate) => candidate.locale === locale);
      if (entry === undefined) return { locale, entry: null, source: null };
      return { locale, entry: entrySummary(entry), source: sourceOf(entry, { drafts, hashes }) };
    });
  });
}

type Now = { drafts: ReadonlyMap<string, string>; hashes: ReadonlyMap<string, string> };

function sourceOf(
  { sourceEntryId: entryId, sourceVersionId: versionId }: StoredTranslation,
  { drafts, hashes }: Now,
): Translation['source'] {
  if (entryId === null || versionId === null) return null;
  const draft = drafts.get(entryId);
  const isOutdated = draft !== undefined && hashes.get(draft) !== hashes.get(versionId);
  return { entryId, versionId, isOutdated };
}
