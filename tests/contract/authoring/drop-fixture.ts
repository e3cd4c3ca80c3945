import { step, type ContentMigrations } from '../../../model/content-steps.ts';
import { defineContentModel } from '../../../model/define-content-model.ts';
import { field } from '../../../model/fields.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';

const TITLE = field.text({ required: true });
const SLUG = field.slug({ required: true, from: 'title' });
const POST_FIELDS = { title: TITLE, slug: SLUG, body: field.richText() };
const NOTES = {
  url: '/notes/{slug}/',
  title: 'title',
  fields: { title: TITLE, slug: SLUG, text: field.text() },
};
const SITE = { locales: ['en', 'de'], defaultLocale: 'en' } as const;

/** Posts, and notes that posts may name. */
export const WITH_NOTES = defineContentModel({
  ...SITE,
  collections: {
    posts: {
      url: '/blog/{slug}/',
      title: 'title',
      fields: { ...POST_FIELDS, note: field.reference({ collection: 'notes' }) },
    },
    notes: NOTES,
  },
});

/** Notes are called jottings for a while, and have gone. */
const WITHOUT_NOTES = defineContentModel({
  ...SITE,
  collections: { articles: { url: '/blog/{slug}/', title: 'title', fields: POST_FIELDS } },
});

const STEPS: ContentMigrations = [
  step.renameCollection({ id: 'jottings', from: 'notes', to: 'jottings' }),
  step.drop({ id: 'note', collection: 'posts', field: 'note' }),
  // It fails on whatever it meets: what goes need not be mended.
  step.retype({ id: 'text', collection: 'jottings', field: 'text', with: () => undefined }),
  step.dropCollection({ id: 'no-jottings', collection: 'jottings' }),
  step.renameCollection({ id: 'articles', from: 'posts', to: 'articles' }),
];

export function withoutNotes(older: AuthoringContext): AuthoringContext {
  return { ...older, model: WITHOUT_NOTES, migrations: STEPS };
}
