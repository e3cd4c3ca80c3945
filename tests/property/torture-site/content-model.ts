import { defineContentModel } from '../../../model/define-content-model.ts';
import { field } from '../../../model/fields.ts';

/** Small, with ties and missing values in everything that a list can be narrowed or ordered by. */
export const contentModel = defineContentModel({
  locales: ['en', 'de'],
  defaultLocale: 'en',
  collections: {
    posts: {
      url: '/posts/{slug}/',
      title: 'title',
      card: ['title', 'slug', 'rank', 'day', 'tag', 'tags', 'featured', 'author'],
      sort: ['-rank', 'title'],
      filterable: ['tag', 'tags', 'rank', 'day', 'featured', 'author', 'place'],
      sortable: ['rank', 'day', 'title', 'place'],
      fields: {
        title: field.text({ required: true }),
        slug: field.slug({ required: true, from: 'title' }),
        text: field.text({ multiline: true }),
        rank: field.number(),
        day: field.date(),
        tag: field.select({ options: ['red', 'green', 'blue'] }),
        tags: field.select({ options: ['x', 'y', 'z'], multiple: true }),
        featured: field.boolean(),
        author: field.reference({ collection: 'authors' }),
        related: field.reference({ collection: 'posts', multiple: true }),
        links: field.list({ of: field.text() }),
        mode: field.select({ options: ['shown', 'hidden', 'moved'] }),
        // No list shows it: an entry moves while its card stays as it is.
        place: field.number(),
      },
    },
    authors: {
      url: '/authors/{slug}/',
      title: 'name',
      card: ['name', 'slug'],
      sort: ['name'],
      sortable: ['name'],
      fields: {
        name: field.text({ required: true }),
        slug: field.slug({ required: true, from: 'name' }),
        about: field.text({ multiline: true }),
      },
    },
    files: {
      url: '/files/{slug}/',
      title: 'title',
      card: ['title', 'slug'],
      sort: ['title'],
      fields: {
        title: field.text({ required: true }),
        slug: field.slug({ required: true, from: 'title' }),
        kind: field.select({ options: ['file', 'folder'] }),
      },
    },
    notes: {
      title: 'title',
      card: ['title', 'weight'],
      sort: ['-weight', '-title'],
      filterable: ['weight'],
      sortable: ['weight', 'title'],
      fields: {
        title: field.text({ required: true }),
        text: field.text(),
        weight: field.number({ integer: true }),
      },
    },
    settings: {
      single: true,
      fields: {
        siteTitle: field.text({ required: true }),
        highlight: field.reference({ collection: 'posts' }),
      },
    },
  },
});
