import { z } from 'zod';
import { apiSchemas } from './registry.ts';

/** A person has few; the bounds keep a program from using them as a store. */
const VIEWS_MAX = 50;
const COLUMNS_MAX = 20;
const COLLECTIONS_MAX = 200;
const NAME_LENGTH_MAX = 60;
const WORDS_LENGTH_MAX = 200;
const WHERE_LENGTH_MAX = 2_000;

const name = z.string().trim().min(1, 'Must be filled in.').max(NAME_LENGTH_MAX);
const words = z.string().max(WORDS_LENGTH_MAX);
const columns = z.array(z.string().max(NAME_LENGTH_MAX)).max(COLUMNS_MAX);

const savedViewSchema = z
  .strictObject({
    id: z.string().min(1).max(NAME_LENGTH_MAX),
    collection: z.string().max(NAME_LENGTH_MAX),
    name: name.meta({ description: 'What its owner calls it.' }),
    choice: z
      .strictObject({
        q: words.optional(),
        state: words.optional(),
        locale: words.optional(),
        author: words.optional(),
        tag: words.optional(),
        from: words.optional(),
        to: words.optional(),
        sort: words.optional(),
        where: z.string().max(WHERE_LENGTH_MAX).optional(),
      })
      .meta({
        description:
          'What the list is narrowed to, and its order: as in `GET /api/v1/entries`, but that `from` and `to` are days, the second one included.',
      }),
    columns: columns.nullable().meta({ description: 'null: those of the collection.' }),
  })
  .register(apiSchemas, { id: 'SavedView' });

export const preferencesSchema = z
  .strictObject({
    views: z.array(savedViewSchema).max(VIEWS_MAX),
    columns: z
      .record(z.string().max(NAME_LENGTH_MAX), columns)
      .refine((record) => Object.keys(record).length <= COLLECTIONS_MAX, 'These are too many collections.')
      .meta({ description: 'What the list of a collection shows of each entry, by the collection.' }),
  })
  .meta({
    description: 'How you want lists to look, on every device.',
    examples: [
      {
        views: [
          { id: 'mine', collection: 'posts', name: 'To finish', choice: { state: 'draft' }, columns: null },
        ],
        columns: { posts: ['state', 'saved'] },
      },
    ],
  })
  .register(apiSchemas, { id: 'Preferences' });

export type Preferences = z.infer<typeof preferencesSchema>;

export type SavedView = Preferences['views'][number];
