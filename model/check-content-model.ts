import { checkFields } from './check-field.ts';
import type { CollectionDefinition, ContentModelDefinition } from './content-model.ts';
import type { FieldType } from './fields.ts';
import { createIssueList, type Issue, type IssueList } from './issues.ts';
import { checkOptions, flag, label, list, record, text, type OptionRules } from './option-rules.ts';
import { isRecord } from './text-rules.ts';
import { urlFieldNames } from './url-fields.ts';

/** The content model that a site declares does not hold together; the message lists every place. */
export class ContentModelError extends Error {
  readonly issues: readonly Issue[];

  constructor(issues: readonly Issue[]) {
    const lines = issues.map(({ path, message }) => `- ${path}: ${message}`);
    super(`The content model is not usable:\n${lines.join('\n')}`);
    this.name = 'ContentModelError';
    this.issues = issues;
  }
}

const LOCALE = /^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/;
export const COLLECTION_NAME = /^[a-z][A-Za-z0-9_-]{0,39}$/;
const URL_PATTERN = /^\/(?:(?:[a-z0-9-]|\{[A-Za-z0-9]+\})+\/)*$/;

const MODEL_OPTIONS: OptionRules<ContentModelDefinition> = {
  locales: list,
  defaultLocale: text,
  collections: record,
};

const COLLECTION_OPTIONS: OptionRules<CollectionDefinition> = {
  label,
  single: flag,
  url: text,
  title: text,
  card: list,
  sort: list,
  filterable: list,
  sortable: list,
  fields: record,
};

const SORTABLE: readonly FieldType[] = ['text', 'slug', 'number', 'boolean', 'date', 'select'];
const FILTERABLE: readonly FieldType[] = [...SORTABLE, 'reference'];

export function checkContentModel(definition: ContentModelDefinition): void {
  const issues = createIssueList();
  if (
    checkOptions(definition, { rules: MODEL_OPTIONS, required: Object.keys(MODEL_OPTIONS), path: '', issues })
  ) {
    checkLocales(definition, issues);
    for (const [name, collection] of Object.entries(definition.collections)) {
      checkCollection(name, collection, { definition, issues });
    }
  }
  if (issues.found.length > 0) throw new ContentModelError(issues.found);
}

function checkLocales({ locales, defaultLocale }: ContentModelDefinition, issues: IssueList): void {
  for (const [index, locale] of locales.entries()) {
    if (!LOCALE.test(locale)) {
      issues.add(`locales[${index}]`, `"${locale}" is not a locale in lower case, such as en or pt-br.`);
    } else if (locales.indexOf(locale) < index)
      issues.add(`locales[${index}]`, `"${locale}" is there twice.`);
  }
  if (!locales.includes(defaultLocale)) {
    issues.add('defaultLocale', `"${defaultLocale}" is not one of the locales: ${locales.join(', ')}.`);
  }
}

type ModelPlace = { readonly definition: ContentModelDefinition; readonly issues: IssueList };

function checkCollection(
  name: string,
  collection: CollectionDefinition,
  { definition, issues }: ModelPlace,
): void {
  const path = `collections.${name}`;
  if (!COLLECTION_NAME.test(name) || name in {}) {
    issues.add(
      path,
      'A collection is named with letters, digits, hyphens and underscores, the first a small letter.',
    );
  }
  if (!checkOptions(collection, { rules: COLLECTION_OPTIONS, required: ['fields'], path, issues })) return;
  const place = { path: `${path}.fields`, collections: Object.keys(definition.collections), issues };
  if (!checkFields(collection.fields, { ...place, nested: false })) return;
  checkSlug(collection, { path, issues });
  checkUrl(collection, { path, issues });
  if (collection.title !== undefined) {
    checkNames([collection.title], { collection, path: `${path}.title`, types: ['text'], issues });
  }
  checkNames(collection.card ?? [], { collection, path: `${path}.card`, issues });
  checkNames(collection.filterable ?? [], {
    collection,
    path: `${path}.filterable`,
    types: FILTERABLE,
    issues,
  });
  checkNames(collection.sortable ?? [], { collection, path: `${path}.sortable`, types: SORTABLE, issues });
  const sorted = (collection.sort ?? []).map((key) => key.replace(/^-/, ''));
  const sortFields = sorted.filter((field) => field !== 'id');
  checkNames(sortFields, { collection, path: `${path}.sort`, types: SORTABLE, issues });
  if (sorted.slice(0, -1).includes('id'))
    issues.add(`${path}.sort`, 'The id comes last: nothing is left to order after it.');
}

function checkSlug(
  { fields }: CollectionDefinition,
  { path, issues }: { path: string; issues: IssueList },
): void {
  const slugs = Object.keys(fields).filter((name) => fields[name]?.type === 'slug');
  if (slugs.length > 1)
    issues.add(`${path}.fields`, `A collection has one slug at most, not ${slugs.join(' and ')}.`);
}

function checkUrl(
  { url, single, fields }: CollectionDefinition,
  { path, issues }: { path: string; issues: IssueList },
): void {
  if (url === undefined) return;
  const at = `${path}.url`;
  if (!URL_PATTERN.test(url)) {
    issues.add(at, `"${url}" is not a path such as /blog/{slug}/: it begins and ends with a slash.`);
    return;
  }
  const names = urlFieldNames(url);
  if (names.length === 0 && single !== true)
    issues.add(at, 'Without a field in braces, all entries would have one address.');
  for (const name of names) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) issues.add(at, unknownField(name, fields));
    else if (field.type !== 'slug' || field.required !== true) {
      issues.add(at, `The field "${name}" in an address must be a slug with required: true.`);
    }
  }
}

function checkNames(
  names: readonly string[],
  {
    collection: { fields },
    path,
    types,
    issues,
  }: { collection: CollectionDefinition; path: string; types?: readonly FieldType[]; issues: IssueList },
): void {
  for (const name of names) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined;
    if (field === undefined) issues.add(path, unknownField(name, fields));
    else if (types !== undefined && !types.includes(field.type)) {
      issues.add(path, `The field "${name}" is of type ${field.type}; possible here: ${types.join(', ')}.`);
    } else if (field.type === 'select' && field.multiple === true && types === SORTABLE) {
      issues.add(path, `The field "${name}" has several values; entries cannot be ordered by it.`);
    }
  }
}

function unknownField(name: unknown, fields: unknown): string {
  const known = isRecord(fields) ? Object.keys(fields).join(', ') : '';
  return `There is no field "${String(name)}". The fields are: ${known}.`;
}
