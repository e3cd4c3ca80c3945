import { defineContentModel } from '../../../model/define-content-model.ts';
import { field } from '../../../model/fields.ts';

/** Small, with one of each kind of collection: with pages, without them, and a single. */
export const testModel = defineContentModel({
  locales: ['en', 'de'],
  defaultLocale: 'en',
  collections: {
    posts: {
      label: 'Posts',
      url: '/blog/{slug}/',
      title: 'title',
      fields: {
        title: field.text({ required: true }),
        slug: field.slug({ required: true, from: 'title' }),
        body: field.richText(),
        author: field.reference({ collection: 'authors' }),
        rating: field.number({ min: 0, max: 5 }),
      },
    },
    authors: { label: 'Authors', title: 'name', fields: { name: field.text({ required: true }) } },
    settings: { label: 'Settings', single: true, fields: { siteTitle: field.text() } },
  },
});
