import { knownContent } from '../../model/foreign-content.ts';
import { collectEntryLinks } from '../../model/entry-links.ts';
import { isRecord } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';
import { findTranslations } from '../store/translations.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requireCollection, requireLocale } from './collection-and-locale.ts';
import { createEntry } from './create-entry.ts';
import type { EntryDetails } from './entry-details.ts';
import { findEntry } from './find-entry.ts';
import { readableScope } from './permission.ts';

const ATTEMPTS = 5;

export type TranslationRequest = Call & { entryId: string; locale: string };

/**
 * A new draft in another language, which begins as what it is to be translated from, block for block. What it refers to is the translation of that
 * where there is one. The address is left to be made from the title.
 */
export async function translateEntry(
  context: AuthoringContext,
  request: TranslationRequest,
): Promise<EntryDetails> {
  requireLocale(context.model, request.locale);
  for (let attempt = 1; ; attempt++) {
    try {
      return await beginTranslation(context, request);
    } catch (error) {
      // Somebody has saved the original since it was read.
      const isStale = error instanceof AppError && error.code === 'version-conflict';
      if (!isStale || attempt === ATTEMPTS) throw error;
    }
  }
}

async function beginTranslation(
  context: AuthoringContext,
  { entryId, locale, ...call }: TranslationRequest,
): Promise<EntryDetails> {
  const { database, model } = context;
  const original = await findEntry(database.db, { id: entryId, actor: call.actor, model });
  const { collection } = original;
  const { fields } = requireCollection(model, collection);
  const links = collectEntryLinks(fields, original.draft.content);
  const ids = [...new Set(links.map((link) => link.entryId))];
  const scope = readableScope(model, call.actor);
  const translations = await findTranslations(database.db, { ids, locale, scope });
  const own = knownContent(model, { collection, content: original.draft.content });
  const begun = Object.entries(own)
    .filter(([name]) => fields[name]?.type !== 'slug')
    .map(([name, value]) => [name, withTranslatedLinks(value, translations)]);
  const content = Object.fromEntries(begun) as Record<string, unknown>;
  const source = { translationOf: entryId, sourceVersionId: original.draftVersionId };
  return await createEntry(context, { ...call, ...source, collection, locale, content });
}

/** An id is nothing else anywhere in a content: it can be told by itself. */
function withTranslatedLinks(value: unknown, translations: ReadonlyMap<string, string>): unknown {
  if (typeof value === 'string') return translations.get(value) ?? value;
  if (Array.isArray(value)) return value.map((item) => withTranslatedLinks(item, translations));
  if (!isRecord(value)) return value;
  const entries = Object.entries(value).map(([name, item]) => [
    name,
    withTranslatedLinks(item, translations),
  ]);
  return Object.fromEntries(entries);
}
