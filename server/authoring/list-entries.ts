import { findCollection, type ContentModel } from '../../model/content-model.ts';
import type { ENTRY_SORTS } from '../../model/api/entry.ts';
import { idProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';
import { countEntries as countListed, type EntryCount } from '../store/count-entries.ts';
import { listEntries as selectEntries } from '../store/list-entries.ts';
import type { EntryFilter, EntrySort, Search, SoughtTerm } from '../store/list-filter.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requireCollection, requireLocale } from './collection-and-locale.ts';
import { entrySummary } from './entry-details.ts';
import { fieldTests, requireListed } from './field-tests.ts';
import { readableScope, requirePermission } from './permission.ts';
import { ofTitle, placeTerms, soughtTerms, titleBeginning } from './search-terms.ts';
import { withValues, type ListedEntry } from './shown-values.ts';

/** A screen shows about 30. A larger page would only keep others waiting. */
const LIST_LIMIT_DEFAULT = 50;
const LIST_LIMIT_MAX = 200;
/** Each word more is a list to read in the index. */
const SEARCH_WORDS_MAX = 12;

type Narrowed = 'collection' | 'locale' | 'state' | 'author' | 'tag' | 'from' | 'to';

export type EntryListing = EntryNarrowing & {
  /** Whose values are given with each, by commas. */
  fields?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
};

/** Which entries. */
export type EntryNarrowing = Call & { [Name in Narrowed]?: EntryFilter[Name] | undefined } & {
  /** Words that the draft has. Those come first whose title has them, and of these, what was saved last. */
  q?: string | undefined;
  /** Conditions on fields of the collection. */
  where?: string | undefined;
  /** With a minus sign in front, descending. */
  sort?: (typeof ENTRY_SORTS)[number] | undefined;
};

/** Last changed first, unless told otherwise, in pages. */
export async function listEntries(
  { database, model }: AuthoringContext,
  { cursor, fields: asked, limit = LIST_LIMIT_DEFAULT, ...narrowing }: EntryListing,
): Promise<{ entries: ListedEntry[]; nextCursor: string | null }> {
  const filter = filterOf(model, narrowing);
  const { collection } = narrowing;
  const declared = collection === undefined ? undefined : findCollection(model, collection);
  const fields = requireListed(asked, { collection, declared });
  if (filter === null) return { entries: [], nextCursor: null };
  const page = { cursor, limit: Math.min(limit, LIST_LIMIT_MAX) };
  return await database.read(async (tx) => {
    const { entries, nextCursor } = await selectEntries(tx, { ...filter, ...page });
    const summaries = entries.map(entrySummary);
    if (fields.length === 0 || collection === undefined || declared === undefined)
      return { entries: summaries, nextCursor };
    const { scope = 'all' } = filter;
    return { entries: await withValues(tx, summaries, { collection, declared, fields, scope }), nextCursor };
  });
}

/** How many there are on all pages of the list. */
export async function countEntries(
  { database, model }: AuthoringContext,
  narrowing: EntryNarrowing,
): Promise<EntryCount> {
  const filter = filterOf(model, narrowing);
  if (filter === null) return { count: 0, isExact: true };
  return await database.read((tx) => countListed(tx, filter));
}

/** Null where nothing can be in the list. */
function filterOf(
  model: ContentModel,
  { actor, q, sort, where, ...narrowing }: EntryNarrowing,
): Omit<EntryFilter, 'cursor' | 'limit'> | null {
  requirePermission(actor, 'entry.read', { kind: 'some-entry' });
  const { author, collection, from, locale, state, tag, to } = narrowing;
  if (collection !== undefined) requireCollection(model, collection);
  if (locale !== undefined) requireLocale(model, locale);
  const declared = collection === undefined ? undefined : findCollection(model, collection);
  const tests = fieldTests(where, { collection, declared });
  for (const id of [author, tag]) if (id !== undefined && idProblem(id) !== null) return null;
  requireFitting({ from, q, sort, to });
  return {
    author,
    collection,
    locale,
    state,
    tag,
    where: tests,
    from: timeOf(from),
    to: timeOf(to),
    ...orderOf(sort ?? '-updated'),
    words: q === undefined ? undefined : wordsOf(model, { collection, locale, q }),
    known: { collections: Object.keys(model.collections), locales: model.locales },
    scope: readableScope(model, actor),
  };
}

function requireFitting({ from, q, sort, to }: Pick<EntryNarrowing, 'from' | 'to' | 'q' | 'sort'>): void {
  const isByDate = (from ?? to) === undefined || (sort !== 'title' && sort !== '-title' && q === undefined);
  const issues = [
    ...(q !== undefined && sort !== undefined
      ? [{ path: 'query.sort', message: 'A search lists what fits best first. Leave it out.' }]
      : []),
    ...(isByDate
      ? []
      : [
          {
            path: from === undefined ? 'query.to' : 'query.from',
            message:
              'A range of dates goes with a list that is sorted by date. Leave it out, or sort by another date.',
          },
        ]),
  ];
  if (issues.length > 0)
    throw new AppError('invalid-input', 'The list cannot be made like this.', { issues });
}

function orderOf(sort: (typeof ENTRY_SORTS)[number]): { sort: EntrySort; isAscending: boolean } {
  const isAscending = !sort.startsWith('-');
  // Of each name there is one with the sign and one without.
  return { sort: (isAscending ? sort : sort.slice(1)) as EntrySort, isAscending };
}

function timeOf(moment: string | undefined): string | undefined {
  return moment === undefined ? undefined : new Date(moment).toISOString();
}

/** Of the text, all the words of an entry: so few letters begin too many of them. */
const TEXT_BEGINNING_MIN = 3;

/** In each language that the entries may have: nobody says in which one they search. */
function wordsOf(
  model: ContentModel,
  { collection, locale, q }: { collection?: string | undefined; locale?: string | undefined; q: string },
): Search {
  const locales = locale === undefined ? model.locales : [locale];
  const sought = locales.map((each) => soughtTerms(q, each).slice(0, SEARCH_WORDS_MAX));
  const different = new Map(sought.map((words) => [JSON.stringify(words), words]));
  const place = placeTerms({ collection, locale });
  return {
    alternatives: [...different.values()]
      .filter(({ length }) => length > 0)
      .map((words) => ({ text: words.map(inText), title: words.map(inTitle), place })),
    titleBeginning: titleBeginning(q),
  };
}

function inText(forms: readonly SoughtTerm[]): SoughtTerm[] {
  return forms.map(({ isBeginning, term }) => ({
    term,
    isBeginning: isBeginning && term.length >= TEXT_BEGINNING_MIN,
  }));
}

function inTitle(forms: readonly SoughtTerm[]): SoughtTerm[] {
  return forms.map(({ isBeginning, term }) => ({ term: ofTitle(term), isBeginning }));
}
