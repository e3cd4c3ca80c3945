import { defineContentModel } from '../../../../model/define-content-model.ts';
import { field } from '../../../../model/fields.ts';

export const contentModel = defineContentModel({
  locales: ['en', 'de'],
  defaultLocale: 'en',
  collections: {
    notes: { title: 'title', fields: { title: field.text({ label: { en: 'Title' }, required: true }) } },
  },
});
