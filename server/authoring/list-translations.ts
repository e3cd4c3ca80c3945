import { findCollection } from '../../model/content-model.ts';
import { listTranslations as selectTranslations, readContentHashes } from '../store/translations.ts';
import type { StoredTranslation, TranslationSource } from '../store/translations.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { entrySummary, type EntrySummary } from './entry-details.ts';
import { findEntryAnywhere } from './find-entry.ts';
import { canRead } from './permission.ts';

export type Translation = {
  locale: string;
  /** Null where there is none yet. */
  entry: EntrySummary | null;
  /** What it was made from; null for an original, and where nobody has said. */
  source: (TranslationSource & { /** The source says something else by now. */ isOutdated: boolean }) | null;
};

/** One for each locale of the site that the reader may read it in, in the order of the content model. */
export async function listTranslations(
  { database, model }: AuthoringContext,
  { actor, entryId }: Call & { entryId: string },
): Promise<Translation[]> {
  return await database.read(async (tx) => {
    const reader = { actor, model };
    const { collection, translationGroup } = await findEntryAnywhere(tx, { ...reader, id: entryId });
    const all = await selectTranslations(tx, { translationGroup });
    const entries = all.filter((entry) => canRead(reader, entry));
    const drafts = new Map(entries.map(({ draftVersionId, id }) => [id, draftVersionId]));
    const seen = entries.flatMap(({ sourceVersionId }) => sourceVersionId ?? []);
    const hashes = await readContentHashes(tx, { ids: [...drafts.values(), ...seen] });
    const hidden = all.filter((entry) => !entries.includes(entry));
    const locales = findCollection(model, collection) === undefined ? [] : model.locales;
    const readable = locales.filter((locale) =>
      canRead(reader, { collection, locale, createdBy: actor.userId }),
    );
    const shown = new Set([...readable, ...entries.map(({ locale }) => locale)]);
    // Where there is one that the reader may not read, they are not told either that there is none.
    for (const { locale } of hidden) shown.delete(locale);
    return [...shown].map((locale) => {
      const entry = entries.find((candidate) => candidate.locale === locale);
      if (entry === undefined) return { locale, entry: null, source: null };
      return { locale, entry: entrySummary(entry), source: sourceOf(entry, { drafts, hashes, hidden }) };
    });
  });
}

type Now = {
  drafts: ReadonlyMap<string, string>;
  hashes: ReadonlyMap<string, string>;
  hidden: readonly StoredTranslation[];
};

function sourceOf(
  { sourceEntryId: entryId, sourceVersionId: versionId }: StoredTranslation,
  { drafts, hashes, hidden }: Now,
): Translation['source'] {
  if (entryId === null || versionId === null || hidden.some(({ id }) => id === entryId)) return null;
  const draft = drafts.get(entryId);
  const isOutdated = draft !== undefined && hashes.get(draft) !== hashes.get(versionId);
  return { entryId, versionId, isOutdated };
}
