import { assert, constantFrom, property, string } from 'fast-check';
import { expect, test } from 'vitest';
import { defineContentModel } from '../define-content-model.ts';
import { field } from '../fields.ts';
import { compareContent } from './compare-content.ts';
import { compareWords, wordComparison } from './compare-words.ts';
import { longestIncreasing } from './longest-increasing.ts';

const { collections } = defineContentModel({
  locales: ['en'],
  defaultLocale: 'en',
  collections: {
    posts: {
      title: 'title',
      fields: {
        title: field.text({ label: { en: 'Title', de: 'Titel' } }),
        body: field.richText(),
        rating: field.number(),
        tags: field.list({ of: field.text() }),
        seo: field.group({ fields: { hidden: field.boolean(), title: field.text() } }),
        sections: field.blocks({
          kinds: { note: { fields: { text: field.text() } }, hero: { fields: { text: field.text() } } },
        }),
      },
    },
  },
});
const FIELDS = collections.posts.fields;

function compare(before: Record<string, unknown>, after: Record<string, unknown>) {
  return compareContent(FIELDS, { before, after, locale: 'en' });
}

function paragraph(id: string, text: string, marks?: { type: string }[]) {
  const node = { type: 'text', text, ...(marks !== undefined && { marks }) };
  return { type: 'paragraph', attrs: { id }, content: [node] };
}

function heading(level: number) {
  return {
    type: 'heading',
    attrs: { id: 'h', level },
    content: [{ type: 'text', text: 'H' }],
  };
}

function compareBodies(before: object[], after: object[]) {
  const [difference] = compare(
    { body: { type: 'doc', content: before } },
    { body: { type: 'doc', content: after } },
  );
  if (difference === undefined) return [];
  if (difference.kind !== 'richText') throw new TypeError('the body is rich text');
  return difference.blocks;
}

test('says nothing of what is the same, a missing field and an empty one included', () => {
  expect(compare({ title: 'A', rating: null }, { title: 'A' })).toEqual([]);
});

test('tells fields apart by the model, and words inside a text', () => {
  const [title, rating, hidden] = compare(
    { title: 'The old house', rating: 1, seo: { title: 'T' } },
    { title: 'The new house', rating: 2, seo: { hidden: true, title: 'T' } },
  );
  expect(title).toEqual({
    path: 'title',
    label: 'Title',
    kind: 'text',
    words: [
      { kind: 'same', text: 'The ' },
      { kind: 'removed', text: 'old' },
      { kind: 'added', text: 'new' },
      { kind: 'same', text: ' house' },
    ],
  });
  expect(rating).toMatchObject({ path: 'rating', kind: 'value', before: 1, after: 2 });
  expect(hidden).toMatchObject({ path: 'seo.hidden', kind: 'value', before: null, after: true });
});

test('finds the items of a list wherever they went, and compares one that took the place of its like', () => {
  expect(compare({ tags: ['a', 'b'] }, { tags: ['new', 'a', 'b'] })).toMatchObject([
    { path: 'tags[0]', kind: 'value', before: null, after: 'new' },
  ]);
  expect(compare({ tags: ['a', 'b', 'c'] }, { tags: ['a', 'c'] })).toMatchObject([
    { path: 'tags[1]', kind: 'value', before: 'b', after: null },
  ]);
  expect(
    compare({ sections: [{ type: 'note', text: 'one' }] }, { sections: [{ type: 'note', text: 'two' }] }),
  ).toMatchObject([{ path: 'sections[0].text', kind: 'text' }]);
  expect(
    compare({ sections: [{ type: 'note', text: 'one' }] }, { sections: [{ type: 'hero', text: 'one' }] }),
  ).toMatchObject([
    { path: 'sections[0]', kind: 'value', before: { type: 'note' }, after: { type: 'hero' } },
  ]);
});

test('shows a field that the model has lost', () => {
  expect(compare({ subtitle: 'Old' }, {})).toMatchObject([
    { path: 'subtitle', kind: 'value', before: 'Old', after: null },
  ]);
});

test('tells blocks apart by their ids: added, removed, moved, changed', () => {
  const blocks = compareBodies(
    [paragraph('a', 'One'), paragraph('b', 'Two words'), paragraph('c', 'Three'), paragraph('d', 'Four')],
    [paragraph('d', 'Four'), paragraph('a', 'One'), paragraph('new', 'Five'), paragraph('b', 'Two songs')],
  );
  expect(blocks.map(({ change, id }) => [id, change])).toEqual([
    ['d', 'moved'],
    ['new', 'added'],
    ['b', 'changed'],
    ['c', 'removed'],
  ]);
  expect(blocks[2]?.words).toEqual([
    { kind: 'same', text: 'Two ' },
    { kind: 'removed', text: 'words' },
    { kind: 'added', text: 'songs' },
  ]);
  expect(blocks[3]).toMatchObject({ before: 2, after: null, words: [{ kind: 'removed', text: 'Three' }] });
});

test('names a block inside another, and not the one around it', () => {
  const quote = (text: string) => ({
    type: 'blockquote',
    attrs: { id: 'q' },
    content: [paragraph('inside', text)],
  });
  expect(compareBodies([quote('Before')], [quote('After')])).toMatchObject([
    { id: 'inside', change: 'changed', isMoved: false },
  ]);
  expect(
    compareBodies([quote('Same')], [{ ...quote('Same'), type: 'callout' }, paragraph('x', 'X')]),
  ).toMatchObject([
    { id: 'q', change: 'changed', words: null, isReformatted: true },
    { id: 'x', change: 'added' },
  ]);
});

test('tells formatting and attributes from text', () => {
  expect(compareBodies([paragraph('a', 'One')], [paragraph('a', 'One', [{ type: 'bold' }])])).toMatchObject([
    { id: 'a', words: null, attributes: [], isReformatted: true },
  ]);
  expect(compareBodies([heading(2)], [heading(3)])).toMatchObject([
    { id: 'h', words: null, attributes: ['level'], isReformatted: false },
  ]);
});

test('finds words in a language that writes them without spaces', () => {
  const runs = compareWords('今日は天気がいい', '今日は天気が悪い', 'ja');
  expect(runs[0]).toEqual({ kind: 'same', text: '今日は天気が' });
});

test('gives texts that have nothing in common as one replaced by the other', () => {
  const [before, after] = ['a', 'b'].map((letter) =>
    Array.from({ length: 2_000 }, (_, index) => `${letter}${index}`).join(' '),
  );
  expect(compareWords(before ?? '', after ?? '', 'en').map(({ kind }) => kind)).toEqual(['removed', 'added']);
});

test('gives runs that make up both texts, whatever they are', () => {
  const text = string({ unit: constantFrom('a', 'b', ' ', '\n', '.', 'é', '日') });
  assert(
    property(text, text, (before, after) => {
      const runs = compareWords(before, after, 'en');
      const side = (left: string) =>
        runs
          .filter(({ kind }) => kind !== left)
          .map((run) => run.text)
          .join('');
      expect([side('added'), side('removed')]).toEqual([before, after]);
    }),
  );
});

test('moves as few blocks as explain the new order', () => {
  expect(longestIncreasing([3, 0, 1, 2])).toEqual(new Set([0, 1, 2]));
  expect(longestIncreasing([])).toEqual(new Set());
});

test('of more text than a server has the time for, the rest counts as written anew', () => {
  const words = wordComparison('en');
  const [long, other] = ['quiet harbour '.repeat(14_000), `${'quiet harbour '.repeat(13_999)}morning`];
  expect(words(long, other).at(0)).toMatchObject({ kind: 'same' });
  expect(words('one two', 'one three')).toEqual([
    { kind: 'same', text: 'one ' },
    { kind: 'removed', text: 'two' },
    { kind: 'added', text: 'three' },
  ]);
  expect(words('two', 'two')).toEqual([{ kind: 'same', text: 'two' }]);
  expect(words(long, other)).toEqual([
    { kind: 'removed', text: long },
    { kind: 'added', text: other },
  ]);
  expect(words('one two', 'one three')[0]).toEqual({ kind: 'removed', text: 'one two' });
});
