import type { Collection } from '../../model/content-model.ts';
import { knownContent } from '../../model/foreign-content.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requireCollection } from './collection-and-locale.ts';
import { createEntry } from './create-entry.ts';
import type { EntryDetails } from './entry-details.ts';
import { findEntry } from './find-entry.ts';

/** What is added to the title of a copy, by the language it is in. */
const COPY: Readonly<Record<string, string>> = { de: 'Kopie', en: 'copy' };

/** A new draft with the content of this one, under a title and an address of its own. It is nobody's translation. */
export async function duplicateEntry(
  context: AuthoringContext,
  { entryId, ...call }: Call & { entryId: string },
): Promise<EntryDetails> {
  const { database, model } = context;
  const { actor } = call;
  const { collection, draft, locale } = await findEntry(database.db, { id: entryId, actor, model });
  const own = knownContent(model, { collection, content: draft.content });
  const content = copyOf(requireCollection(model, collection), { content: own, locale });
  return await createEntry(context, { ...call, collection, locale, content });
}

function copyOf(
  { fields, title: titleField }: Collection,
  { content, locale }: { content: Readonly<Record<string, unknown>>; locale: string },
): Record<string, unknown> {
  const copy = Object.fromEntries(Object.entries(content).filter(([name]) => fields[name]?.type !== 'slug'));
  if (titleField === null) return copy;
  const title = copy[titleField];
  const field = fields[titleField];
  if (typeof title !== 'string' || field?.type !== 'text') return copy;
  const ofCopy = `${title} (${COPY[new Intl.Locale(locale).language] ?? 'copy'})`;
  return { ...copy, [titleField]: ofCopy.length > (field.maxLength ?? Infinity) ? title : ofCopy };
}
