import { expect, test } from 'vitest';
import { contentModel } from '../../../site/content-model.ts';
import { arrangeFields } from './arrange-fields.ts';

const { authors, pages, posts, settings, tags } = contentModel.collections;

test('puts the title above the text, and the small fields beside it in their order', () => {
  const arranged = arrangeFields(posts);
  expect(arranged).toMatchObject({ title: 'title', text: 'body', below: {} });
  expect(Object.keys(arranged?.beside ?? {})).toEqual([
    'slug',
    'excerpt',
    'cover',
    'authors',
    'tags',
    'publishedOn',
    'featured',
    'seo',
  ]);
});

test('leaves below the text what needs as much room', () => {
  expect(Object.keys(arrangeFields(pages)?.below ?? {})).toEqual(['sections']);
  expect(Object.keys(arrangeFields(authors)?.below ?? {})).toEqual(['links']);
});

test('leaves a form a form: without a text, or without a title', () => {
  expect(arrangeFields(tags)).toBeNull();
  expect(arrangeFields(settings)).toBeNull();
});
