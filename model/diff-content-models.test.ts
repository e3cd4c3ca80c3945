import { expect, test } from 'vitest';
import type { ContentStep } from './content-steps.ts';
import { step } from './content-steps.ts';
import { defineContentModel } from './define-content-model.ts';
import { diffContentModels } from './diff-content-models.ts';
import { field, type FieldRecord } from './fields.ts';

const model = (fields: FieldRecord, collection = 'posts', more = {}) =>
  defineContentModel({
    locales: ['en'],
    defaultLocale: 'en',
    collections: {
      [collection]: { label: 'Posts', fields, ...more },
      tags: { fields: { name: field.text() } },
    },
  });

const diff = (
  before: ReturnType<typeof model>,
  after: ReturnType<typeof model>,
  ...steps: ContentStep[]
): string[] =>
  diffContentModels(before, { model: after, steps }).map(
    ({ change, detail, path, step: id }) =>
      `${path} ${change}${detail ? ` ${detail}` : ''}${id ? ` by ${id}` : ''}`,
  );

const TITLE = { title: field.text() };

test('finds nothing between a model and itself', () => {
  expect(diff(model(TITLE), model(TITLE))).toEqual([]);
});

test('names fields that are new, have gone, or are of another kind or with other options', () => {
  const before = model({
    ...TITLE,
    old: field.text(),
    price: field.text(),
    teaser: field.text({ maxLength: 9 }),
  });
  const after = model({
    ...TITLE,
    price: field.number(),
    teaser: field.text({ required: true }),
    fresh: field.date(),
  });
  expect(diff(before, after)).toEqual([
    'posts.old removed',
    'posts.price kind text → number',
    'posts.teaser options maxLength, required',
    'posts.fresh added',
  ]);
});

const seo = (inner: FieldRecord) => model({ seo: field.group({ fields: inner }) });

test('sees a kind that changes within a group as one that makes the value unusable', () => {
  expect(diff(seo({ a: field.text() }), seo({ a: field.number() }))).toEqual([
    'posts.seo kind fields.a.type',
  ]);
  expect(diff(seo({ a: field.text() }), seo({ a: field.text({ maxLength: 3 }) }))).toEqual([
    'posts.seo options fields.a.maxLength',
  ]);
});

test('names collections that are new, have gone or differ, and locales', () => {
  expect(diff(model(TITLE), model(TITLE, 'articles'))).toEqual(['posts removed', 'articles added']);
  expect(diff(model(TITLE), model(TITLE, 'posts', { title: 'title' }))).toEqual(['posts options title']);
  const more = { ...model(TITLE), locales: ['en', 'de'] };
  expect(diff(model(TITLE), more)).toEqual(['locales options en → en,de']);
});

test('says which step takes care of which difference, and what none takes care of', () => {
  const before = model({
    teaser: field.text(),
    price: field.text(),
    name: field.text(),
    old: field.text(),
    lost: field.text(),
  });
  const after = model(
    { excerpt: field.text(), price: field.number(), first: field.text(), last: field.text() },
    'articles',
  );
  const found = diff(
    before,
    after,
    step.rename({ id: 'a', collection: 'posts', from: 'teaser', to: 'excerpt' }),
    step.renameCollection({ id: 'b', from: 'posts', to: 'articles' }),
    step.retype({ id: 'c', collection: 'articles', field: 'price', with: Number }),
    step.split({ id: 'd', collection: 'articles', from: 'name', into: ['first', 'last'], with: () => ({}) }),
    step.drop({ id: 'e', collection: 'articles', field: 'old' }),
  );
  expect(found).toEqual([
    'posts.name split first, last by d',
    'posts.old dropped by e',
    'posts renamed articles by b',
    'articles.price kind text → number by c',
    'articles.lost removed',
    'posts.teaser renamed excerpt by a',
    'articles.first added by d',
    'articles.last added by d',
  ]);
});

test('a step that leads nowhere leaves what it should have taken care of', () => {
  const wrong = step.rename({ id: 'a', collection: 'posts', from: 'teaser', to: 'excerp' });
  expect(diff(model({ teaser: field.text() }), model({ excerpt: field.text() }), wrong)).toEqual([
    'posts.teaser renamed excerp by a',
    'posts.excerp removed',
    'posts.excerpt added',
  ]);
});

test('says which step drops a collection, by the name that it had', () => {
  const renamed = step.renameCollection({ id: 'a', from: 'posts', to: 'articles' });
  const gone = step.dropCollection({ id: 'b', collection: 'articles' });
  const without = { ...model(TITLE), collections: { tags: model(TITLE).collections['tags'] } };
  expect(diff(model(TITLE), without as ReturnType<typeof model>, renamed, gone)).toEqual([
    'posts dropped by b',
  ]);
});
