import { i18n } from '@lingui/core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { defineContentModel } from '../../../model/define-content-model.ts';
import { field } from '../../../model/fields.ts';
import { contentModelQuery } from '../api/queries.ts';
import { queryClient } from '../api/query-client.ts';
import { singleName } from './single-name.ts';

const model = defineContentModel({
  locales: ['en'],
  defaultLocale: 'en',
  collections: {
    posts: {
      label: { en: 'Posts', de: 'Beiträge' },
      title: 'name',
      fields: { name: field.text() },
    },
    settings: {
      label: { en: 'Site settings', de: 'Website-Einstellungen' },
      single: true,
      fields: { motto: field.text() },
    },
    home: { label: 'Home', single: true, title: 'name', fields: { name: field.text() } },
  },
});

beforeAll(() => {
  i18n.loadAndActivate({ locale: 'de', messages: {} });
});

afterAll(() => {
  i18n.loadAndActivate({ locale: 'en', messages: {} });
  queryClient.clear();
});

test('before the content model is there, nobody knows what a single goes by', () => {
  queryClient.clear();
  expect(singleName('settings')).toBeNull();
});

test('a single that never has a title goes by its label in the language of the screen', () => {
  queryClient.setQueryData(contentModelQuery.queryKey, model);
  expect(singleName('settings')).toBe('Website-Einstellungen');
});

test.each(['posts', 'home', 'gone', null])(
  'what has a title goes by that, and not by a label: %s',
  (name) => {
    queryClient.setQueryData(contentModelQuery.queryKey, model);
    expect(singleName(name)).toBeNull();
  },
);
