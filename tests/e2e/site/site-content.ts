import { entryPath, entrySlug } from '../../../model/entry-address.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import { documentFromMarkdown } from '../../../model/rich-text/markdown/document-from-markdown.ts';
import { contentModel, type Entry } from '../../../site/content-model.ts';

/** A small site in two languages, as the publication log would carry it. */

type Collection = keyof typeof contentModel.collections;

/** Sorts like the ids of the product: what is named later was made later. */
export function siteEntry<Name extends Collection>(
  id: string,
  about: { collection: Name; locale?: string; group?: string; fields: Entry<Name> },
): PublishedEntry {
  const { collection, fields, group = id, locale = 'en' } = about;
  const content = fields as Record<string, unknown>;
  return {
    id,
    collection,
    locale,
    translationGroup: group,
    slug: entrySlug(contentModel, { collection, content }),
    path: entryPath(contentModel, { collection, locale, content }),
    versionId: `version-of-${id}`,
    fields: content,
    firstPublishedAt: '2026-04-01T08:00:00.000Z',
    publishedAt: '2026-04-02T08:00:00.000Z',
  };
}

export const SECOND_POST = '01890a5d-0000-7000-8000-000000000002';
/** In no list: its link leads nowhere. */
export const WITHDRAWN_POST = '01890a5d-0000-7000-8000-00000000000f';

/** Three headings earn a table of contents; the words make three minutes of reading. */
const LONG_TEXT = `${'Every word of this text takes its time. '.repeat(80)}

## Beginning

A link [to the other post](entry:${SECOND_POST}) and one [to nothing](entry:${WITHDRAWN_POST}).

## Middle

| Left | Right |
| --- | --: |
| a | 1 |

:::callout{kind="tip" title="A tip"}
Read on.
:::

## End

\`\`\`ts
const answer = 42; // ${'a comment that goes on beyond the edge of a narrow screen '.repeat(3)}
\`\`\`

A note.:fn[At the foot.]
`;

export const siteEntries: PublishedEntry[] = [
  siteEntry('settings-en', {
    collection: 'settings',
    fields: {
      siteTitle: 'Plain & Simple',
      tagline: 'Notes <for> testing',
      description: 'What a test needs.',
      postsPerPage: 2,
      footer: documentFromMarkdown('Made by *hand*.'),
    },
  }),
  siteEntry('settings-de', {
    collection: 'settings',
    locale: 'de',
    fields: { siteTitle: 'Schlicht', tagline: 'Notizen zum Prüfen', postsPerPage: 2 },
  }),
  siteEntry('author-ada', {
    collection: 'authors',
    fields: {
      name: 'Ada Low',
      slug: 'ada-low',
      bio: documentFromMarkdown('Writes.'),
      links: [{ label: 'Elsewhere', href: 'https://example.org/ada' }],
    },
  }),
  siteEntry('author-bo', { collection: 'authors', fields: { name: 'Bo Ek', slug: 'bo-ek' } }),
  siteEntry('author-bo-de', {
    collection: 'authors',
    locale: 'de',
    group: 'author-bo',
    fields: { name: 'Bo Ek', slug: 'bo-ek' },
  }),
  siteEntry('tag-ink', {
    collection: 'tags',
    group: 'ink',
    fields: { name: 'Ink', slug: 'ink', description: 'On ink.' },
  }),
  siteEntry('tag-ink-de', {
    collection: 'tags',
    locale: 'de',
    group: 'ink',
    fields: { name: 'Tinte', slug: 'tinte' },
  }),
  siteEntry('post-first', {
    collection: 'posts',
    group: 'first',
    fields: {
      title: 'The first <post>',
      slug: 'first',
      excerpt: 'How it began & went on.',
      body: documentFromMarkdown(LONG_TEXT),
      authors: ['author-ada', 'author-bo'],
      tags: ['tag-ink'],
      publishedOn: '2026-03-01',
    },
  }),
  siteEntry('post-first-de', {
    collection: 'posts',
    locale: 'de',
    group: 'first',
    fields: { title: 'Der erste Beitrag', slug: 'erster', tags: ['tag-ink-de'], publishedOn: '2026-03-01' },
  }),
  siteEntry(SECOND_POST, {
    collection: 'posts',
    fields: {
      title: 'The second',
      slug: 'second',
      tags: ['tag-ink'],
      publishedOn: '2026-03-02',
      featured: true,
    },
  }),
  siteEntry('post-third', {
    collection: 'posts',
    fields: { title: 'The third', slug: 'third', tags: ['tag-ink'], publishedOn: '2026-03-03' },
  }),
  // A slug that Astro's own routing takes for a locale.
  siteEntry('post-en', { collection: 'posts', fields: { title: 'Named like a locale', slug: 'de' } }),
  siteEntry('page-about', {
    collection: 'pages',
    fields: {
      title: 'About',
      slug: 'about',
      body: documentFromMarkdown('Who we are.'),
      sections: [
        { type: 'hero', heading: 'Hello', text: 'Welcome.' },
        { type: 'text', body: documentFromMarkdown('## Why') },
        { type: 'latestPosts', heading: 'On ink', tag: 'tag-ink', count: 1 },
      ],
    },
  }),
  siteEntry('page-about-de', {
    collection: 'pages',
    locale: 'de',
    group: 'page-about',
    fields: { title: 'Über uns', slug: 'ueber', body: documentFromMarkdown('Wer wir sind.') },
  }),
  siteEntry('page-hidden', {
    collection: 'pages',
    fields: { title: 'Hidden', slug: 'hidden', seo: { hidden: true } },
  }),
  siteEntry('navigation-en', {
    collection: 'navigation',
    fields: {
      items: [
        { label: 'About us', entry: 'page-about' },
        { label: 'Withdrawn', entry: 'page-that-is-no-longer-public' },
        { label: 'Elsewhere', href: 'https://example.org/' },
        {
          label: 'More',
          items: [
            { label: 'All of it', href: '/archive/' },
            { label: 'Withdrawn below', entry: 'page-that-is-no-longer-public' },
          ],
        },
        { label: 'Empty', items: [{ label: 'Nowhere', href: 'javascript:alert(1)' }] },
      ],
    },
  }),
];
