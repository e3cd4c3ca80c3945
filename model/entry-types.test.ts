import { expect, expectTypeOf, test } from 'vitest';

import { ContentModelError } from './check-content-model.ts';
import { type ContentModel } from './content-model.ts';
import { defineContentModel } from './define-content-model.ts';
import type { ContentOf, EntryOf, FileValue, ImageValue } from './entry-types.ts';
import { field, type Field, type FieldOf, type FieldType } from './fields.ts';
import type { RichTextDocument } from './rich-text/document.ts';

const model = defineContentModel({
  locales: ['en'],
  defaultLocale: 'en',
  collections: {
    posts: {
      fields: {
        title: field.text({ required: true }),
        slug: field.slug({ required: true }),
        subtitle: field.text(),
        body: field.richText({ required: true }),
        rating: field.number(),
        featured: field.boolean(),
        day: field.date(),
        size: field.select({ options: ['s', { value: 'm', label: 'Medium' }], required: true }),
        moods: field.select({ options: ['glad', 'sad'], multiple: true }),
        cover: field.image({ required: true }),
        attachment: field.file(),
        author: field.reference({ collection: 'posts', required: true }),
        related: field.reference({ collection: 'posts', multiple: true }),
        keywords: field.list({ of: field.text() }),
        seo: field.group({ fields: { title: field.text({ required: true }), hidden: field.boolean() } }),
        parts: field.blocks({
          kinds: {
            quote: { fields: { text: field.text({ required: true }) } },
            picture: { fields: { image: field.image({ required: true }), wide: field.boolean() } },
          },
        }),
      },
    },
  },
});
type Post = EntryOf<typeof model, 'posts'>;

test('an entry has the type that its fields declare', () => {
  expectTypeOf<Post>().toEqualTypeOf<{
    title: string;
    slug: string;
    body: RichTextDocument;
    size: 's' | 'm';
    cover: ImageValue;
    author: string;
    subtitle?: string;
    rating?: number;
    featured?: boolean;
    day?: string;
    moods?: ('glad' | 'sad')[];
    attachment?: FileValue;
    related?: string[];
    keywords?: string[];
    seo?: { title: string; hidden?: boolean };
    parts?: (
      | { type: 'quote'; id?: string; text: string }
      | { type: 'picture'; id?: string; image: ImageValue; wide?: boolean }
    )[];
  }>();
});

test('no type of field is without a type of value', () => {
  type Values = ContentOf<{ [Type in FieldType]: FieldOf<Type> }>;
  type WithoutValue = {
    [Type in FieldType]: [Exclude<Values[Type], undefined>] extends [never] ? Type : never;
  }[FieldType];
  // An error here: `FieldValue` in entry-types.ts lacks a type of field.
  expectTypeOf<WithoutValue>().toEqualTypeOf<never>();
});

test('a defined model is a content model', () => {
  expectTypeOf(model).toExtend<ContentModel>();
});

test('a misspelt or mistyped option does not compile, and is refused all the same', () => {
  const mistakes = [
    // @ts-expect-error -- the option is called `required`
    field.text({ requierd: true }),
    // @ts-expect-error -- a number field has no pattern
    field.number({ pattern: 'a' }),
    // @ts-expect-error -- a reference names its collection
    field.reference({}),
    // @ts-expect-error -- the default of a number is a number
    field.number({ default: 'three' }),
  ];
  for (const mistake of mistakes) {
    const collections = { posts: { fields: { mistake: mistake as Field } } };
    expect(() => defineContentModel({ locales: ['en'], defaultLocale: 'en', collections })).toThrow(
      ContentModelError,
    );
  }
});
