import { defineContentModel } from '../../../../model/define-content-model.ts';
import { field } from '../../../../model/fields.ts';

/** A small site with every kind of answer that publishing has to tell apart. */
export const contentModel = defineContentModel({
  locales: ['en'],
  defaultLocale: 'en',
  collections: {
    posts: {
      label: { en: 'Posts' },
      url: '/blog/{slug}/',
      title: 'title',
      card: ['title', 'slug', 'tag'],
      sort: ['title'],
      filterable: ['tag'],
      sortable: ['title'],
      fields: {
        title: field.text({ label: { en: 'Title' }, required: true }),
        slug: field.slug({ label: { en: 'Address' }, required: true, from: 'title' }),
        tag: field.text({ label: { en: 'Tag' } }),
        text: field.text({ label: { en: 'Text' }, multiline: true }),
      },
    },
    notes: {
      label: { en: 'Notes' },
      title: 'title',
      fields: { title: field.text({ label: { en: 'Title' }, required: true }) },
    },
  },
});
