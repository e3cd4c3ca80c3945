import { findCollection, type ContentModel, type EntryContent } from './content-model.ts';
import { entryPath } from './entry-address.ts';
import { createIssueList, type Issue, type IssueList } from './issues.ts';
import { urlFieldNames } from './url-fields.ts';
import { validateFields } from './validate-field.ts';

/**
 * - `draft`: what is there must be of the right type and within the hard limits, ten times `maxLength` among them; anything may be missing.
 * - `publish`: `required`, `min`, `max`, `minLength`, `maxLength` and `pattern` hold as well.
 */
export type ValidationLevel = 'draft' | 'publish';

export type ValidationResult =
  | { readonly ok: true; readonly content: Record<string, unknown> }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/**
 * Checks content from outside and returns it in canonical form: null, empty text and empty lists mean "not set" and are left
 * out, rich text is as `canonicalDocument` makes it. Every issue is reported, with a path such as `tags[1]`.
 */
export function validateContent(
  model: ContentModel,
  input: { collection: string; content: unknown; level: ValidationLevel },
): ValidationResult {
  const collection = findCollection(model, input.collection);
  if (collection === undefined) {
    return {
      ok: false,
      issues: [{ path: '', message: `The site has no collection "${input.collection}".` }],
    };
  }
  const issues = createIssueList();
  const content = validateFields(input.content, {
    fields: collection.fields,
    place: { path: '', complete: input.level === 'publish', issues },
  });
  addLocaleClash(model, { collection: input.collection, content, issues });
  return issues.found.length === 0 ? { ok: true, content } : { ok: false, issues: issues.found };
}

/** `/de/` is where the German pages begin, so no entry of the default locale can be there. */
function addLocaleClash(
  model: ContentModel,
  { collection, content, issues }: { collection: string; content: EntryContent; issues: IssueList },
): void {
  const path = entryPath(model, { collection, locale: model.defaultLocale, content });
  const [, first = ''] = path?.split('/') ?? [];
  if (first === model.defaultLocale || !model.locales.includes(first)) return;
  const [name = ''] = urlFieldNames(findCollection(model, collection)?.url ?? '');
  issues.add(name, `The address ${path} belongs to the pages of the locale "${first}".`);
}
