import { expect, test } from 'vitest';
import { field } from '../../../../model/fields.ts';
import { itemDetail, itemSummary } from './item-summary.ts';

const ITEM = field.group({
  fields: {
    isShown: field.boolean({}),
    label: field.text({}),
    entry: field.reference({ collection: 'posts' }),
    href: field.text({}),
    items: field.list({ of: field.text({}) }),
  },
});

test('an item goes by its first words, and what it leads to follows', () => {
  const about = { isShown: true, label: ' About ', href: '/about/', items: ['Below'] };
  expect(itemSummary(ITEM, about)).toBe('About');
  expect(itemDetail(ITEM, about)).toEqual({ kind: 'words', text: '/about/' });
  const led = { label: 'About', entry: 'an-id', href: '/about/' };
  expect(itemDetail(ITEM, led)).toEqual({ kind: 'entry', text: 'an-id' });
});

test('an entry is not its first words, and what has none of them may lead somewhere all the same', () => {
  expect(itemSummary(ITEM, { entry: 'an-id' })).toBe('');
  expect(itemDetail(ITEM, { entry: 'an-id' })).toEqual({ kind: 'entry', text: 'an-id' });
  expect(itemDetail(ITEM, { label: 'About' })).toBeNull();
  expect(itemSummary(field.text({}), 'x'.repeat(90))).toBe(`${'x'.repeat(80)}…`);
});
