import { expect, test } from 'vitest';

import { defineContentModel } from './define-content-model.ts';
import { entryPath, entrySlug, entryTitle } from './entry-address.ts';
import { field } from './fields.ts';
import { initialContent } from './initial-content.ts';

const model = defineContentModel({
  locales: ['en', 'de'],
  defaultLocale: 'en',
  collections: {
    posts: {
      url: '/blog/{slug}/',
      title: 'title',
      fields: {
        title: field.text({ required: true }),
        slug: field.slug({ required: true }),
        stars: field.number({ default: 3 }),
        featured: field.boolean({ default: false }),
      },
    },
    notes: { fields: { text: field.text() } },
    about: {
      single: true,
      url: '/about/',
      label: { de: 'Über', en: 'About' },
      fields: { text: field.text() },
    },
  },
});
const content = { title: 'First light', slug: 'first-light' };

test('the default locale has no prefix, another has its name', () => {
  expect(entryPath(model, { collection: 'posts', locale: 'en', content })).toBe('/blog/first-light/');
  expect(entryPath(model, { collection: 'posts', locale: 'de', content })).toBe('/de/blog/first-light/');
  expect(entryPath(model, { collection: 'about', locale: 'de', content: {} })).toBe('/de/about/');
});

test('there is no path without a slug, nor in a collection without pages', () => {
  expect(entryPath(model, { collection: 'posts', locale: 'en', content: { title: 'x' } })).toBeNull();
  expect(entryPath(model, { collection: 'posts', locale: 'en', content: { slug: 1 } })).toBeNull();
  expect(entryPath(model, { collection: 'notes', locale: 'en', content: { text: 'x' } })).toBeNull();
  expect(entryPath(model, { collection: 'constructor', locale: 'en', content })).toBeNull();
});

test('an entry is called by its title, a single without one by its collection', () => {
  expect(entryTitle(model, { collection: 'posts', content })).toBe('First light');
  expect(entryTitle(model, { collection: 'posts', content: {} })).toBe('');
  expect(entryTitle(model, { collection: 'notes', content: { text: 'x' } })).toBe('');
  expect(entryTitle(model, { collection: 'about', content: {} })).toBe('About');
});

test('finds the slug', () => {
  expect(entrySlug(model, { collection: 'posts', content })).toBe('first-light');
  expect(entrySlug(model, { collection: 'posts', content: {} })).toBeNull();
  expect(entrySlug(model, { collection: 'notes', content: { text: 'x' } })).toBeNull();
});

test('a new entry begins with the declared defaults', () => {
  expect(initialContent(model.collections.posts)).toEqual({ stars: 3, featured: false });
});
