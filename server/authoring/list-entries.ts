import type { ContentModel } from '../../model/content-model.ts';
import type { ENTRY_SORTS } from '../../model/api/entry.ts';
import { idProblem } from '../../model/text-rules.ts';
import { AppError } from '../errors.ts';
import { listEntries as selectEntries } from '../store/list-entries.ts';
import type { EntryFilter, EntrySort } from '../store/list-filter.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { requireCollection, requireLocale } from './collection-and-locale.ts';
import { entrySummary, type EntrySummary } from './entry-details.ts';
import { readableScope, requirePermission } from './permission.ts';
import { placeTerms, queryTerms } from './search-terms.ts';

/** A screen shows about 30. A larger page would only keep others waiting. */
const LIST_LIMIT_DEFAULT = 50;
const LIST_LIMIT_MAX = 200;
/** Each word more is a list to read in the index. */
const SEARCH_WORDS_MAX = 12;

type Narrowed = 'collection' | 'locale' | 'state' | 'author' | 'tag' | 'from' | 'to' | 'cursor' | 'limit';

export type EntryListing = Call & { [Name in Narrowed]?: EntryFilter[Name] | undefined } & {
  /** Words that the draft has. What was saved last comes first. */
  q?: string | undefined;
  /** With a minus sign in front, descending. */
  sort?: (typeof ENTRY_SORTS)[number] | undefined;
};

/** Last changed first, unless told otherwise, in pages. */
export async function listEntries(
  { database, model }: AuthoringContext,
  { actor, q, sort, limit = LIST_LIMIT_DEFAULT, ...listing }: EntryListing,
): Promise<{ entries: EntrySummary[]; nextCursor: string | null }> {
  requirePermission(actor, 'entry.read', { kind: 'some-entry' });
  const { author, collection, locale, tag } = listing;
  if (collection !== undefined) requireCollection(model, collection);
  if (locale !== undefined) requireLocale(model, locale);
  for (const id of [author, tag]) if (id !== undefined && idProblem(id) !== null) return NOTHING;
  requireFitting({ ...listing, q, sort });
  const filter: EntryFilter = {
    ...listing,
    from: timeOf(listing.from),
    to: timeOf(listing.to),
    ...orderOf(sort ?? '-updated'),
    words: q === undefined ? undefined : wordsOf(model, { ...listing, q }),
    known: { collections: Object.keys(model.collections), locales: model.locales },
    scope: readableScope(model, actor),
    limit: Math.min(limit, LIST_LIMIT_MAX),
  };
  const { entries, nextCursor } = await database.read((tx) => selectEntries(tx, filter));
  return { entries: entries.map(entrySummary), nextCursor };
}

const NOTHING = { entries: [], nextCursor: null };

function requireFitting({ from, q, sort, to }: Pick<EntryListing, 'from' | 'to' | 'q' | 'sort'>): void {
  const isByDate = (from ?? to) === undefined || (sort !== 'title' && sort !== '-title' && q === undefined);
  const issues = [
    ...(q !== undefined && sort !== undefined
      ? [{ path: 'query.sort', message: 'A search lists what was saved last first. Leave it out.' }]
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

/** In each language that the entries may have: nobody says in which one they search. */
function wordsOf(
  model: ContentModel,
  { collection, locale, q }: { collection?: string | undefined; locale?: string | undefined; q: string },
): string[][] {
  const locales = locale === undefined ? model.locales : [locale];
  const alternatives = new Map<string, string[]>();
  for (const each of locales) {
    const words = queryTerms(q, each).slice(0, SEARCH_WORDS_MAX);
    if (words.length > 0) alternatives.set(words.join(' '), words);
  }
  const place = placeTerms({ collection, locale });
  return [...alternatives.values()].map((words) => words.concat(place));
}
