import type { ContentModel } from '../../../model/content-model.ts';
import { defineContentModel } from '../../../model/define-content-model.ts';
import { field } from '../../../model/fields.ts';

export const deskModel: ContentModel = defineContentModel({
  locales: ['en', 'de'],
  defaultLocale: 'en',
  collections: {
    posts: {
      url: '/blog/{slug}/',
      title: 'title',
      fields: {
        title: field.text({ required: true }),
        slug: field.slug({ required: true, from: 'title' }),
        body: field.richText(),
        author: field.reference({ collection: 'people' }),
        related: field.reference({ collection: 'posts', multiple: true }),
        sections: field.blocks({ kinds: { note: { fields: { text: field.richText() } } } }),
      },
    },
    people: { title: 'name', fields: { name: field.text({ required: true }) } },
    settings: { single: true, fields: { siteTitle: field.text({ required: true }) } },
    motto: { single: true, fields: { text: field.text() } },
  },
});
