import { expect, test } from 'vitest';
import { field } from '../../../model/fields.ts';
import type { FieldRecord } from '../../../model/fields.ts';
import { STRING_LENGTH_MAX } from '../../../model/limits.ts';
import { findIssues } from '../editor/find-issues.ts';
import { kindOfIssue } from './issue-kinds.ts';

const fields: FieldRecord = {
  needed: field.text({ required: true }),
  short: field.text({ minLength: 5 }),
  long: field.text({ maxLength: 3 }),
  endless: field.text({ maxLength: 3 }),
  book: field.text({}),
  shaped: field.text({ pattern: '[a-z]+' }),
  line: field.text({}),
  odd: field.text({}),
  slug: field.slug({}),
  accents: field.slug({}),
  broad: field.slug({}),
  whole: field.number({ integer: true }),
  word: field.number({}),
  few: field.number({ min: 3 }),
  many: field.number({ max: 3 }),
  day: field.date({}),
  moment: field.date({ time: true }),
  early: field.date({ min: '2026-01-01' }),
  late: field.date({ max: '2026-01-01' }),
  choice: field.select({ options: ['one', 'two'] }),
  twice: field.select({ options: ['one', 'two'], multiple: true }),
  empty: field.list({ of: field.text({}), min: 2 }),
  full: field.list({ of: field.text({}), max: 1 }),
  row: field.list({ of: field.text({}) }),
};

const content = {
  short: 'abc',
  long: 'abcd',
  endless: 'a'.repeat(1000),
  book: 'a'.repeat(STRING_LENGTH_MAX + 1),
  shaped: 'ABC',
  line: 'a\nb',
  odd: 'a\u0000',
  slug: 'First Light',
  accents: 'e\u0301',
  broad: '深'.repeat(90),
  whole: 1.5,
  word: 'many',
  few: 1,
  many: 5,
  day: 'soon',
  moment: 'soon',
  early: '2025-01-01',
  late: '2027-01-01',
  choice: 'three',
  twice: ['one', 'one'],
  empty: ['a'],
  full: ['a', 'b'],
  row: [''],
};

test('knows whatever the content model says of what can be typed', () => {
  const { incomplete, refused } = findIssues(fields, content);
  const found = [...refused, ...incomplete];
  const names = new Set(found.map(({ path }) => path.replace(/[.[].*$/, '')));
  expect(names).toEqual(new Set(Object.keys(fields)));
  expect(found.filter(({ message }) => kindOfIssue(message) === null)).toEqual([]);
});

test('gives the parts that differ', () => {
  expect(kindOfIssue('Takes at most 3 characters, has 4.')).toEqual({ kind: 'tooLong', parts: ['3', '4'] });
  expect(kindOfIssue('There is no such field.')).toBeNull();
});
