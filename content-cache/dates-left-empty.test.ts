import { expect, test } from 'vitest';
import { defineContentModel } from '../model/define-content-model.ts';
import { field } from '../model/fields.ts';
import { withDatesLeftEmpty } from './dates-left-empty.ts';
import { testEntry } from './test-content.ts';

const { notes } = defineContentModel({
  locales: ['en'],
  defaultLocale: 'en',
  collections: {
    notes: {
      fields: {
        day: field.date({ whenEmpty: 'first-publication' }),
        moment: field.date({ time: true, whenEmpty: 'first-publication' }),
        other: field.date(),
      },
    },
  },
}).collections;

const firstPublishedAt = '2026-03-01T23:30:00.000Z';

test('a date that was left empty is that of the first publication, where the content model says so', () => {
  const entry = testEntry('a', { firstPublishedAt, fields: {} });
  expect(withDatesLeftEmpty(notes, entry)).toEqual({ day: '2026-03-01', moment: firstPublishedAt });
});

test('a date that is there stays, and the entry itself is left as it was', () => {
  const entry = testEntry('a', { firstPublishedAt, fields: { day: '2020-02-02' } });
  expect(withDatesLeftEmpty(notes, entry)).toEqual({ day: '2020-02-02', moment: firstPublishedAt });
  expect(entry.fields).toEqual({ day: '2020-02-02' });
});
