import type { EntryScope } from './entry-scope.ts';
import type { FieldTest } from './entry-values.ts';
import type { ListedState } from './entry-state.ts';

export type EntrySort = 'updated' | 'created' | 'published' | 'title';

export type EntryFilter = {
  collection?: string | undefined;
  locale?: string | undefined;
  /** Those in the trash are listed by `trashed` alone. */
  state?: ListedState | undefined;
  /** Who created it. */
  author?: string | undefined;
  /** An entry that the draft refers to. */
  tag?: string | undefined;
  /** By values of the draft. */
  where?: readonly FieldTest[] | undefined;
  /** By the time that the list is sorted by. */
  from?: string | undefined;
  /** Not included. */
  to?: string | undefined;
  /** By what the title has of it, and then in the order in which they were saved, whatever `sort` says. */
  words?: Search | undefined;
  sort?: EntrySort | undefined;
  /** Descending, unless told otherwise. */
  isAscending?: boolean | undefined;
  /** All that there are: a list that is narrowed by one of the three is put together from those of each. */
  known?: { collections: readonly string[]; locales: readonly string[] } | undefined;
  /** What else there is, is not in the list. */
  scope?: EntryScope | undefined;
  /** From the page before. */
  cursor?: string | undefined;
  limit: number;
};

/** A word of the search index, or all that begin so. */
export type SoughtTerm = { term: string; isBeginning: boolean };

/** Each of the words, in one of its forms, and where the entry belongs. */
type SoughtWords = { text: SoughtTerm[][]; title: SoughtTerm[][]; place: string[] };

export type Search = {
  /** The draft has all the words of one of these, in its title or in its text. */
  alternatives: readonly SoughtWords[];
  /** What was typed, as the term of a title that is or begins so. */
  titleBeginning: string;
};

/** Where a row stands in its list. */
export type ListedId = { id: string; key: string };
