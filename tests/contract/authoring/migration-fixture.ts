import type { ContentModel } from '../../../model/content-model.ts';
import { step, type ContentMigrations } from '../../../model/content-steps.ts';
import { defineContentModel } from '../../../model/define-content-model.ts';
import { field, type FieldRecord } from '../../../model/fields.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { migrateContent, type ContentMigration } from '../../../server/authoring/migrate-content.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';

const BASE = {
  title: field.text({ required: true }),
  slug: field.slug({ required: true, from: 'title' }),
};

function modelWith(name: string, fields: FieldRecord): ContentModel {
  const posts = {
    label: 'Posts',
    url: '/blog/{slug}/',
    title: 'title',
    card: ['title'],
    fields: { ...BASE, ...fields },
  };
  return defineContentModel({ locales: ['en', 'de'], defaultLocale: 'en', collections: { [name]: posts } });
}

export const OLD_MODEL = modelWith('posts', {
  teaser: field.text(),
  price: field.text(),
  writer: field.text(),
  mood: field.text(),
});

export const NEW_MODEL = modelWith('articles', {
  excerpt: field.text(),
  price: field.number(),
  firstName: field.text(),
  lastName: field.text(),
});

const STEPS: ContentMigrations = [
  step.rename({ id: 'excerpt', collection: 'posts', from: 'teaser', to: 'excerpt' }),
  step.renameCollection({ id: 'articles', from: 'posts', to: 'articles' }),
  step.retype({
    id: 'price',
    collection: 'articles',
    field: 'price',
    with: (value) => {
      if (Number.isNaN(Number(value))) throw new Error(`${String(value)} is not a price`);
      return Number(value);
    },
  }),
  step.split({
    id: 'writer',
    collection: 'articles',
    from: 'writer',
    into: ['firstName', 'lastName'],
    with: (value) => {
      const [firstName, lastName] = String(value).split(' ');
      return { firstName, lastName };
    },
  }),
  step.drop({ id: 'mood', collection: 'articles', field: 'mood' }),
];

/** The same database as a release with the new model sees it. */
export function newerRelease(older: AuthoringContext): AuthoringContext {
  return { ...older, model: NEW_MODEL, migrations: STEPS };
}

export const migrate = (context: AuthoringContext, order: Partial<ContentMigration> = {}) =>
  migrateContent(context, {
    actor: SYSTEM_ACTOR,
    correlationId: 'migration-1',
    allowDrop: [],
    allowInvalid: false,
    despiteReferences: false,
    isDryRun: false,
    ...order,
  });
