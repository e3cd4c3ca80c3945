import { describe, expect, test } from 'vitest';

import { ContentModelError } from './check-content-model.ts';
import { findCollection, type ContentModelDefinition } from './content-model.ts';
import { defineContentModel } from './define-content-model.ts';
import { field, type FieldRecord } from './fields.ts';

const slug = field.slug({ required: true });
const title = field.text({ required: true });

/** What is wrong with a model whose only collection is `posts`, as `path: message`. */
function problems(posts: object, others: object = {}): string[] {
  return problemsOf({ locales: ['en', 'de'], defaultLocale: 'en', collections: { posts }, ...others });
}

function problemsOf(definition: object): string[] {
  try {
    defineContentModel(definition as ContentModelDefinition);
    return [];
  } catch (error) {
    if (!(error instanceof ContentModelError)) throw error;
    return error.issues.map(({ path, message }) => `${path}: ${message}`);
  }
}

function fieldProblems(fields: object): string[] {
  return problems({ fields });
}

test('fills in what the site left out, and makes the order of lists total', () => {
  const model = defineContentModel({
    locales: ['en'],
    defaultLocale: 'en',
    collections: {
      posts: { fields: { title }, sort: ['-title'] },
      tags: { fields: { title }, sort: ['title', '-id'] },
    },
  });
  expect(model.collections.posts).toEqual({
    label: 'posts',
    single: false,
    url: null,
    title: null,
    card: [],
    sort: [
      { field: 'title', order: 'descending' },
      { field: 'id', order: 'ascending' },
    ],
    filterable: [],
    sortable: [],
    fields: { title: { type: 'text', required: true } },
  });
  expect(model.collections.tags.sort.at(-1)).toEqual({ field: 'id', order: 'descending' });
});

test('is plain JSON data', () => {
  const model = defineContentModel({
    locales: ['en'],
    defaultLocale: 'en',
    collections: {
      posts: { url: '/{slug}/', fields: { title, slug, tags: field.list({ of: field.text() }) } },
    },
  });
  expect(JSON.parse(JSON.stringify(model))).toEqual(model);
});

test('finds collections, and nothing else that objects have', () => {
  const model = defineContentModel({
    locales: ['en'],
    defaultLocale: 'en',
    collections: { posts: { fields: { title } } },
  });
  expect(findCollection(model, 'posts')).toBe(model.collections.posts);
  expect(findCollection(model, 'constructor')).toBeUndefined();
  expect(findCollection(model, '__proto__')).toBeUndefined();
});

describe('refuses, naming the place,', () => {
  test.each<[string, string[], string]>([
    [
      'an unknown collection in a reference',
      fieldProblems({ tag: field.reference({ collection: 'tagz' }) }),
      'collections.posts.fields.tag.collection: There is no collection "tagz". The collections are: posts.',
    ],
    [
      'an unknown field in the url',
      problems({ url: '/blog/{slog}/', fields: { title, slug } }),
      'collections.posts.url: There is no field "slog". The fields are: title, slug.',
    ],
    [
      'a field in the url that is no slug',
      problems({ url: '/blog/{title}/', fields: { title } }),
      'collections.posts.url: The field "title" in an address must be a slug with required: true.',
    ],
    [
      'a slug in the url that may be missing',
      problems({ url: '/{slug}/', fields: { slug: field.slug() } }),
      'collections.posts.url: The field "slug" in an address must be a slug with required: true.',
    ],
    [
      'one url for all entries',
      problems({ url: '/blog/', fields: { title } }),
      'collections.posts.url: Without a field in braces, all entries would have one address.',
    ],
    [
      'a url without slashes around it',
      problems({ url: 'blog/{slug}', fields: { slug } }),
      'collections.posts.url: "blog/{slug}" is not a path such as /blog/{slug}/: it begins and ends with a slash.',
    ],
    [
      'an unknown field on the card',
      problems({ card: ['titel'], fields: { title } }),
      'collections.posts.card: There is no field "titel". The fields are: title.',
    ],
    [
      'an unknown field in the order',
      problems({ sort: ['-date'], fields: { title } }),
      'collections.posts.sort: There is no field "date". The fields are: title.',
    ],
    [
      'an order by something without one',
      problems({ sort: ['body'], fields: { body: field.richText() } }),
      'collections.posts.sort: The field "body" is of type richText; possible here: text, slug, number, boolean, date, select.',
    ],
    [
      'an order that goes on after the id',
      problems({ sort: ['id', 'title'], fields: { title } }),
      'collections.posts.sort: The id comes last: nothing is left to order after it.',
    ],
    [
      'a filter on rich text',
      problems({ filterable: ['body'], fields: { body: field.richText() } }),
      'collections.posts.filterable: The field "body" is of type richText; possible here: text, slug, number, boolean, date, select, reference.',
    ],
    [
      'a title that is not text',
      problems({ title: 'slug', fields: { slug } }),
      'collections.posts.title: The field "slug" is of type slug; possible here: text.',
    ],
    [
      'a misspelt option of a collection',
      problems({ titel: 'title', fields: { title } }),
      'collections.posts.titel: There is no such option. The options are: label, single, url, title, card, sort, filterable, sortable, fields.',
    ],
    [
      'a misspelt option of a field',
      fieldProblems({ title: { type: 'text', requierd: true } }),
      'collections.posts.fields.title.requierd: There is no such option. The options are: type, label, help, required, multiline, minLength, maxLength, pattern, default.',
    ],
    [
      'an option of the wrong type',
      fieldProblems({ title: { type: 'text', maxLength: '10' } }),
      'collections.posts.fields.title.maxLength: Expected a whole number from 0, found text.',
    ],
    [
      'an unknown type of field',
      fieldProblems({ place: { type: 'map' } }),
      'collections.posts.fields.place: Expected a field, such as field.text(). The types are: text, slug, richText, number, boolean, date, select, image, file, reference, list, group, blocks.',
    ],
    [
      'something that is no field, deep inside',
      fieldProblems({
        rows: field.list({ of: field.group({ fields: { a: 1 } as unknown as FieldRecord }) }),
      }),
      'collections.posts.fields.rows.of.fields.a: Expected a field, such as field.text(). The types are: text, slug, richText, number, boolean, date, select, image, file, reference, list, group, blocks.',
    ],
    [
      'a missing option',
      fieldProblems({ tag: { type: 'reference' } }),
      'collections.posts.fields.tag.collection: Must be there.',
    ],
    [
      'a field called like the id',
      fieldProblems({ id: title }),
      'collections.posts.fields.id: A field is named with letters and digits, the first a small letter; not id or type.',
    ],
    [
      'a field called like a property of every object',
      fieldProblems({ constructor: title }),
      'collections.posts.fields.constructor: A field is named with letters and digits, the first a small letter; not id or type.',
    ],
    [
      'a slug derived from nowhere',
      fieldProblems({ slug: field.slug({ from: 'title' }) }),
      'collections.posts.fields.slug.from: There is no text field "title" to derive the slug from.',
    ],
    [
      'a slug inside a group',
      fieldProblems({ seo: field.group({ fields: { slug } }) }),
      'collections.posts.fields.seo.fields.slug: A slug belongs to the entry itself, not to a group, list or block.',
    ],
    [
      'two slugs',
      fieldProblems({ slug, other: slug }),
      'collections.posts.fields: A collection has one slug at most, not slug and other.',
    ],
    [
      'a pattern that does not compile',
      fieldProblems({ code: field.text({ pattern: '[a' }) }),
      'collections.posts.fields.code.pattern: Expected the source of a regular expression, found text.',
    ],
    [
      'limits the wrong way round',
      fieldProblems({ age: field.number({ min: 5, max: 1 }) }),
      'collections.posts.fields.age.min: 5 is more than max, which is 1.',
    ],
    [
      'two options with one value',
      fieldProblems({ size: field.select({ options: ['s', { value: 's', label: 'Small' }] }) }),
      'collections.posts.fields.size.options: Two options have the same value.',
    ],
    [
      'a default that is not valid',
      fieldProblems({ size: field.select({ options: ['s', 'm'], default: 'l' }) }),
      'collections.posts.fields.size.default: Expected one of: s, m.',
    ],
    [
      'a date limit that is no date',
      fieldProblems({ day: field.date({ min: '2026-02-30' }) }),
      'collections.posts.fields.day.min: Expected a day of the calendar, such as 2026-03-01.',
    ],
    [
      'a date in a group that would follow the publication',
      fieldProblems({
        event: field.group({ fields: { day: field.date({ whenEmpty: 'first-publication' }) } }),
      }),
      'collections.posts.fields.event.fields.day.whenEmpty: Possible for a field of the entry itself, not in a group, list or block.',
    ],
    [
      'a kind of block called like a property of every object',
      fieldProblems({ parts: field.blocks({ kinds: { constructor: { fields: { title } } } as never }) }),
      'collections.posts.fields.parts.kinds.constructor: A kind of block is named with letters and digits, the first a small letter.',
    ],
    [
      'a default locale that is none',
      problemsOf({ locales: ['en'], defaultLocale: 'de', collections: { posts: { fields: { title } } } }),
      'defaultLocale: "de" is not one of the locales: en.',
    ],
    [
      'a locale that could not be in an address',
      problemsOf({
        locales: ['en', 'de_DE'],
        defaultLocale: 'en',
        collections: { posts: { fields: { title } } },
      }),
      'locales[1]: "de_DE" is not a locale in lower case, such as en or pt-br.',
    ],
  ])('%s', (_, found, expected) => {
    expect(found).toEqual([expected]);
  });
});

test('reports every mistake at once, in a message that a person can read', () => {
  expect(() =>
    defineContentModel({
      locales: ['en'],
      defaultLocale: 'en',
      collections: { posts: { url: '/{slug}/', card: ['name'], fields: { title } } },
    }),
  ).toThrow(
    [
      'The content model is not usable:',
      '- collections.posts.url: There is no field "slug". The fields are: title.',
      '- collections.posts.card: There is no field "name". The fields are: title.',
    ].join('\n'),
  );
});
