import { expect, test } from 'vitest';
import { carryContent, collectionAfter, collectionBefore, droppedNames } from './carry-content.ts';
import { defineContentMigrations, step, type ContentStep } from './content-steps.ts';

const carry = (content: Record<string, unknown>, ...steps: ContentStep[]) =>
  carryContent({ collection: 'posts', content }, steps);
const rename = step.rename({ id: 'a', collection: 'posts', from: 'teaser', to: 'excerpt' });
const price = step.retype({ id: 'b', collection: 'posts', field: 'price', with: Number });
const name = step.split({
  id: 'c',
  collection: 'posts',
  from: 'name',
  into: ['first', 'last'],
  with: (value) => {
    const [first, last] = String(value).split(' ');
    return { first, last };
  },
});

test('renames, retypes, splits and drops fields, and says what each step did', () => {
  const drop = step.drop({ id: 'd', collection: 'posts', field: 'old' });
  const before = { teaser: 'T', price: '5', name: 'Ada Byron', old: 1, body: 'B' };
  const { content, effects } = carry(before, rename, price, name, drop);
  expect(content).toEqual({ excerpt: 'T', price: 5, first: 'Ada', last: 'Byron', body: 'B' });
  expect(effects.map(({ step: id, outcome }) => `${id} ${outcome}`)).toEqual([
    'a changed',
    'b changed',
    'c changed',
    'd changed',
  ]);
  expect(effects[1]).toEqual({ step: 'b', outcome: 'changed', before: { price: '5' }, after: { price: 5 } });
  expect(before).toEqual({ teaser: 'T', price: '5', name: 'Ada Byron', old: 1, body: 'B' });
});

test('does nothing where the field is not set, or the collection is another one', () => {
  expect(carry({ body: 'B', teaser: '' }, rename, price, name)).toMatchObject({
    content: { body: 'B', teaser: '' },
    effects: [],
  });
  expect(carryContent({ collection: 'pages', content: { teaser: 'T' } }, [rename])).toMatchObject({
    content: { teaser: 'T' },
    effects: [],
  });
});

test('never puts a value in the place of another one: it stays under its old name', () => {
  const renamed = carry({ teaser: 'Old', excerpt: 'New' }, rename);
  expect(renamed.content).toEqual({ teaser: 'Old', excerpt: 'New' });
  expect(renamed.effects).toMatchObject([{ outcome: 'kept' }]);
  expect(carry({ name: 'Ada Byron', last: 'Lovelace' }, name).content).toEqual({
    name: 'Ada Byron',
    last: 'Lovelace',
  });
});

test('follows a collection by the name that it has at each step', () => {
  const steps = [
    rename,
    step.renameCollection({ id: 'e', from: 'posts', to: 'articles' }),
    step.rename({ id: 'f', collection: 'articles', from: 'excerpt', to: 'summary' }),
  ];
  expect(carry({ teaser: 'T' }, ...steps)).toMatchObject({
    collection: 'articles',
    content: { summary: 'T' },
  });
  expect(collectionBefore('articles', steps)).toBe('posts');
  expect(collectionBefore('pages', steps)).toBe('pages');
});

function retype(made: (value: unknown) => unknown) {
  return step.retype({ id: 'g', collection: 'posts', field: 'price', with: made });
}

const fail = (made: (value: unknown) => unknown) => () => carry({ price: 'x' }, retype(made));

function split(made: Record<string, unknown>) {
  return step.split({ id: 'h', collection: 'posts', from: 'name', into: ['first'], with: () => made });
}

function thrower(): never {
  throw new Error('not a price');
}

test('refuses functions that fail, or give nothing for a value that is there', () => {
  expect(fail(thrower)).toThrow('The step g (retype posts.price) failed: not a price.');
  expect(fail(() => undefined)).toThrow('gave nothing');
  expect(fail(() => '')).toThrow('gave nothing');
  expect(fail(() => Promise.resolve(1))).toThrow('gave a promise');
  expect(() => carry({ name: 'Ada' }, split({ last: 'B' }))).toThrow('"last", which it does not name');
  expect(() => carry({ name: 'Ada' }, split({}))).toThrow('gave nothing');
});

test('a function that changes what it is given changes nothing else', () => {
  const content = { price: { amount: 1 } };
  const meddling = step.retype({
    id: 'i',
    collection: 'posts',
    field: 'price',
    with: (value) => {
      (value as { amount: number }).amount = 2;
      return 3;
    },
  });
  carry(content, meddling);
  expect(content).toEqual({ price: { amount: 1 } });
});

test('lists every mistake in what is declared', () => {
  expect(() =>
    defineContentMigrations([
      rename,
      step.rename({ id: 'a', collection: 'Posts!', from: 'x', to: 'x' }),
      step.split({ id: 'No', collection: 'posts', from: 'x', into: ['x'], with: () => ({}) }),
      step.split({ id: 'none', collection: 'posts', from: 'x', into: [], with: () => ({}) }),
    ]),
  ).toThrow(
    expect.objectContaining({
      issues: [
        { path: '[1].id', message: expect.stringContaining('twice') },
        { path: '[1].collection', message: expect.stringContaining('"Posts!"') },
        { path: '[1].to', message: expect.stringContaining('already') },
        { path: '[2].id', message: expect.stringContaining('small letters') },
        { path: '[2].into', message: expect.stringContaining('into others') },
        { path: '[3].into', message: 'Name at least one field.' },
      ],
    }),
  );
});

test('follows a collection to the step that drops it, and takes no step behind it', () => {
  const steps = [
    step.renameCollection({ id: 'k', from: 'notes', to: 'jottings' }),
    step.dropCollection({ id: 'l', collection: 'jottings' }),
    step.rename({ id: 'm', collection: 'jottings', from: 'a', to: 'b' }),
    step.renameCollection({ id: 'n', from: 'posts', to: 'articles' }),
  ];
  expect(collectionAfter('notes', steps)).toMatchObject({ collection: 'jottings', droppedBy: { id: 'l' } });
  expect(collectionAfter('posts', steps)).toEqual({ collection: 'articles', droppedBy: null });
  expect(droppedNames(steps)).toEqual(['jottings', 'notes']);
  expect(carryContent({ collection: 'notes', content: { a: 1 } }, steps)).toMatchObject({
    collection: 'jottings',
    content: { a: 1 },
  });
  expect(carryContent({ collection: 'posts', content: {} }, steps).collection).toBe('articles');
});

test('refuses to call a collection as one that was dropped', () => {
  const gone = step.dropCollection({ id: 'o', collection: 'notes' });
  const again = step.renameCollection({ id: 'p', from: 'posts', to: 'notes' });
  expect(defineContentMigrations([again, gone])).toHaveLength(2);
  expect(() => defineContentMigrations([gone, again])).toThrow('[1].to: The step o has dropped');
});
