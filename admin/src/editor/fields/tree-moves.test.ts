import { expect, test } from 'vitest';
import { field } from '../../../../model/fields.ts';
import { branchesOf, isBranch, movedIn, movedOut } from './tree-moves.ts';

const MENU = ['items'];
const [home, blog, about] = [{ label: 'Home' }, { label: 'Blog' }, { label: 'About' }];

test('a list is a tree where its items have a list of its name', () => {
  const inner = field.list({ of: field.group({ fields: { label: field.text() } }) });
  const tree = field.list({ of: field.group({ fields: { label: field.text(), items: inner } }) });
  expect(branchesOf(tree, MENU)).toEqual({ name: 'items', list: inner });
  expect(branchesOf(tree, ['others'])).toBeNull();
  expect(branchesOf(inner, ['items', 0, 'items'])).toBeNull();
  expect([isBranch(MENU), isBranch(['items', 0, 'items']), isBranch(['a', 0, 'items'])]).toEqual([
    false,
    true,
    false,
  ]);
});

test('an item becomes the last part of the one above it, and comes out behind that one', () => {
  const within = movedIn([home, blog, about], { index: 1, place: MENU });
  expect(within).toEqual({
    items: [{ label: 'Home', items: [blog] }, about],
    place: ['items', 0, 'items'],
    index: 0,
  });
  const second = movedIn(within?.items ?? [], { index: 1, place: MENU });
  expect(second?.items).toEqual([{ label: 'Home', items: [blog, about] }]);
  const out = movedOut(second?.items ?? [], { index: 0, place: ['items', 0, 'items'] });
  expect(out).toEqual({ items: [{ label: 'Home', items: [about] }, blog], place: MENU, index: 1 });
  expect(movedOut(out?.items ?? [], { index: 0, place: ['items', 0, 'items'] })?.items).toEqual([
    home,
    about,
    blog,
  ]);
});

test('neither the first one, nor one with parts of its own', () => {
  expect(movedIn([home], { index: 0, place: MENU })).toBeNull();
  expect(movedIn([home, { ...blog, items: [about] }], { index: 1, place: MENU })).toBeNull();
  expect(movedOut([home], { index: 0, place: ['items', 0, 'items'] })).toBeNull();
});
