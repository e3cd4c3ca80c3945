import { documentFromMarkdown } from '../../../model/rich-text/markdown/document-from-markdown.ts';
import { seedDemo } from '../../../server/authoring/seed-demo.ts';
import { contentModel } from '../../../site/content-model.ts';
import { adoptEntries } from '../harness/entry-actions.ts';
import type { SiteProfile } from './site-profile.ts';

const DOCUMENTS = [
  null,
  ...[
    'A line.',
    '## A heading\n\nA [link](/tags/) and [one](/blog/one/).',
    '| a | b |\n| - | - |\n| 1 | 2 |',
  ].map(documentFromMarkdown),
];

/** What every new site begins with, and its demo content. */
export const starterSite: SiteProfile = {
  name: 'starter',
  model: contentModel,
  siteFolder: 'site',
  configFile: 'astro.config.mjs',
  variants: [
    { name: 'as it stands', edits: [] },
    {
      name: 'one layout',
      edits: [
        {
          file: 'components/SiteFooter.astro',
          find: '<footer>',
          replace: '<footer id="two">',
        },
      ],
    },
  ],
  pools: {
    'posts.slug': ['one', 'two', 'three', 'four'],
    'posts.body': DOCUMENTS,
    'pages.slug': ['about', 'imprint', 'five'],
    'pages.body': DOCUMENTS,
    'authors.bio': DOCUMENTS,
    'settings.footer': DOCUMENTS,
    'settings.postsPerPage': [1, 2, 3, 10],
  },
  growing: { posts: 16, tags: 8, authors: 4, pages: 4 },
  neverWithdrawn: [],
  redirects: ['/old/', '/blog/one/', '/blog/two/', '/tags/none/', '/feed/'],
  redirectTargets: ['/', '/blog/three/', '/tags/'],
  media: [],
  seed: async (world) => {
    await seedDemo(world.authoring, {
      correlationId: null,
      onMisfit: (error) => {
        throw error;
      },
    });
    await adoptEntries(world);
  },
};
