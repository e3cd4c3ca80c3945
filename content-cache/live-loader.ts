import type { LiveLoader } from 'astro/loaders';
import type { ContentModel } from '../model/content-model.ts';
import type { EntryOf } from '../model/entry-types.ts';
import { ContentCacheError } from './errors.ts';
import type { Condition, EntryQuery } from './query.ts';
import type { ContentCard, ContentEntry } from './reader.ts';
import { readCards, readCollection, readEntry, readPublishedAt } from './recorded-reads.ts';

/** `getLiveEntry('posts', { slug, locale })`, `{ id }` or `{ path }`; of a single, `{ locale }`. */
export type EntryFilter = Omit<EntryQuery, 'collection'>;

/** `getLiveCollection('posts', { locale, where, sort, limit, offset })`, or `{ ids }` for these entries in this order. */
export type CollectionFilter<Field extends string = string> = {
  locale?: string | undefined;
  where?: WhereFields<Field> | undefined;
  sort?: SortField<Field> | readonly SortField<Field>[] | undefined;
  limit?: number | undefined;
  offset?: number | undefined;
  after?: string | undefined;
  ids?: readonly string[] | undefined;
};

export type WhereFields<Field extends string> = { readonly [Name in Field]?: Condition | undefined };

type SortField<Field extends string> = Field | `-${Field}` | 'id' | '-id';

/** The fields of an entry and, beside them, what is known of it. Field names never begin with `$`. */
export type EntryData<Model extends ContentModel, Name extends keyof Model['collections']> = EntryOf<
  Model,
  Name
> &
  EntryFacts;

export type EntryFacts = {
  readonly $collection: string;
  readonly $locale: string;
  /** Null in a collection without pages. */
  readonly $path: string | null;
  readonly $slug: string | null;
  readonly $translationGroup: string;
  readonly $firstPublishedAt: string;
  readonly $publishedAt: string;
  /** In a list, the entry's place in it: `getLiveCollection(…, { after })` goes on behind it. */
  readonly $cursor?: string;
};

export type StillpressLoader<
  Model extends ContentModel,
  Name extends keyof Model['collections'],
> = LiveLoader<EntryData<Model, Name>, EntryFilter, CollectionFilter<keyof EntryOf<Model, Name> & string>>;

/** Gives Astro's live collections what is published, and leaves a record of everything a page read. */
export function stillpressLoader<
  Model extends ContentModel,
  Name extends keyof Model['collections'] & string,
>(model: Model, collection: Name): StillpressLoader<Model, Name> {
  const refusals = refuseFieldsOutsideCard(model, collection);
  // The content was validated against the model when it was saved.
  const entryData = (entry: ContentEntry): EntryData<Model, Name> =>
    ({ ...dataOf(entry), $publishedAt: entry.publishedAt }) as EntryData<Model, Name>;
  return {
    name: 'stillpress',
    loadEntry: async ({ filter }) => {
      const entry = readEntry({ collection, ...filter });
      return entry && { id: entry.id, data: entryData(entry) };
    },
    loadCollection: async ({ filter = {} }) => {
      const { ids, ...query } = filter as CollectionFilter;
      const cards = ids === undefined ? readCollection({ collection, ...query }) : readCards(collection, ids);
      return {
        entries: cards.map((card) => ({
          id: card.id,
          data: withRefusals(card, refusals) as EntryData<Model, Name>,
        })),
      };
    },
  };
}

/** An entry as lists carry it. */
export function cardData(model: ContentModel, card: ContentCard): object {
  return withRefusals(card, refuseFieldsOutsideCard(model, card.collection));
}

/** When it was last published changes with every edit: only a list that shows it is told. */
function withRefusals(card: ContentCard, refusals: object): object {
  const data = Object.setPrototypeOf(dataOf(card), refusals) as object;
  return Object.defineProperty(data, '$publishedAt', {
    enumerable: true,
    get: () => readPublishedAt(card.id),
  });
}

function dataOf(entry: ContentCard): object {
  return {
    ...entry.fields,
    $collection: entry.collection,
    $locale: entry.locale,
    $path: entry.path,
    $slug: entry.slug,
    $translationGroup: entry.translationGroup,
    $firstPublishedAt: entry.firstPublishedAt,
    ...(entry.cursor !== undefined && { $cursor: entry.cursor }),
  };
}

/** A prototype under the entries of a list: a field that lists do not carry says so, where it would seem to be empty. */
function refuseFieldsOutsideCard(model: ContentModel, name: string): object {
  const collection = model.collections[name];
  const hidden = Object.keys(collection?.fields ?? {}).filter((field) => !collection?.card.includes(field));
  const refusal = (field: string): PropertyDescriptor => ({
    get: () => {
      throw new ContentCacheError(
        'read-not-possible',
        `Lists of "${name}" do not carry the field "${field}". Add it to the collection's card in the content model, or read the entry with getLiveEntry.`,
      );
    },
  });
  return Object.create(
    Object.prototype,
    Object.fromEntries(hidden.map((field) => [field, refusal(field)])),
  ) as object;
}
