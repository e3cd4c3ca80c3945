import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { createInitialEntry } from '../harness/entry-actions.ts';
import { uploadMedia } from '../harness/fact-actions.ts';
import { contentModel } from '../torture-site/content-model.ts';
import type { SiteProfile } from './site-profile.ts';

const TITLES = [
  'Same',
  'Same',
  'Alpha',
  'alpha',
  'beta',
  'Ärger',
  '\u{1F426}',
  '\uFFFD',
  'Zed',
  '<b>&"',
  '10',
  '9',
];
const TEXTS = ['', 'One.', 'Two.', 'Three & more <i>.'];
const SLUGS = Array.from({ length: 18 }, (_, index) => `s${index + 1}`);

/** Ways to write an address, and all that can be at its end: also what is not there yet, and cycles that nothing else leads to. */
const LINKS = [
  '/loop/a/',
  '/loop/d/',
  '/loop/h/',
  '../../loop/c/?x=1#y',
  '/posts/s1/',
  '/posts/s7/#part',
  '/posts/s9',
  'https://torture.example/posts/s8/',
  '/de/posts/s3/',
  '/go/s3/',
  '/go/s6/',
  '/via/s4/',
  '/via/s5/',
  '/tag/blue/',
  '/authors/a2/',
  '/files/f2/',
  '/files/f1/part/',
  '/newest/4/',
  '/nowhere/at/all/',
  'https://elsewhere.example/posts/s1/',
  '#here',
];

const LINK_LISTS = [null, ...LINKS.map((link) => [link]), LINKS.slice(0, 2), LINKS.slice(3, 7)];

/** As the page `media.astro` names them. */
const MEDIA = [1, 2, 3].map((number) => `00000000-0000-7000-8000-00000000000${number}`);

export const tortureSite: SiteProfile = {
  name: 'torture',
  model: contentModel,
  siteFolder: 'tests/property/torture-site',
  configFile: 'tests/property/torture-site/astro.config.mjs',
  variants: [
    { name: 'as it stands', edits: [] },
    {
      name: 'one route',
      edits: [{ file: 'pages/tag/[tag].astro', find: 'Route one', replace: 'Route two' }],
    },
    { name: 'a style', edits: [{ file: 'layouts/Base.astro', find: '#111111', replace: '#222222' }] },
    {
      name: 'the layout, and one route less',
      edits: [
        { file: 'layouts/Base.astro', find: 'layout one', replace: 'layout two' },
        { file: 'pages/loop/[name].astro', find: "b: ['c'], c: ['a'], ", replace: "b: ['a'], " },
      ],
    },
  ],
  pools: {
    'posts.title': TITLES,
    'posts.slug': SLUGS,
    'posts.text': TEXTS,
    'posts.rank': [null, -1, 0, 0, 1, 1, 2, 2.5],
    'posts.place': [null, 0, 1, 1, 2, 3],
    'posts.day': [null, '2026-03-01', '2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'],
    'posts.links': LINK_LISTS,
    'posts.mode': [null, null, null, 'shown', 'hidden', 'moved'],
    'authors.name': ['Ada', 'Ada', 'Bo', 'Öz'],
    'authors.slug': ['a1', 'a2', 'a3', 'a4'],
    'authors.about': TEXTS,
    'files.slug': ['f1', 'f2', 'f3'],
    'files.title': ['File', 'Folder'],
    'notes.title': TITLES,
    'notes.text': TEXTS,
    'notes.weight': [null, -1, 0, 1, 1, 2],
    'settings.siteTitle': ['Torture', 'Torture & co.'],
  },
  growing: { posts: 26, authors: 4, files: 3, notes: 6 },
  neverWithdrawn: [],
  redirects: [
    '/old/',
    '/old/a/',
    '/old/file.txt',
    '/posts/s1/',
    '/posts/s9/',
    '/posts/s12/',
    '/go/s3/',
    '/nowhere/',
    '/loop/a/',
    '/loop/g/',
    '/newest/4/',
    '/tag/blue/',
    '/authors/a2/',
    '/prerendered/',
    '/plain.txt',
  ],
  redirectTargets: [
    '/',
    '/posts/s1/',
    '/posts/s2/',
    '/loop/d/',
    '/loop/g/',
    '/old/',
    '/newest/3/',
    '/plain.txt',
  ],
  media: MEDIA,
  seed: async (world) => {
    await uploadMedia(world, MEDIA);
    await createInitialEntry(world, {
      collection: 'settings',
      locale: 'de',
      content: { siteTitle: 'Folter' },
    });
    const author = await createInitialEntry(world, {
      collection: 'authors',
      locale: 'en',
      content: { name: 'Ada', slug: 'a1' },
    });
    // Nothing links to this one.
    await createInitialEntry(world, {
      collection: 'authors',
      locale: 'en',
      content: { name: 'Öz', slug: 'a3' },
    });
    const posts: { title: string; tag: string; locale?: string }[] = [
      { title: 'Same', tag: 'red' },
      { title: 'Same', tag: 'green' },
      { title: 'Alpha', tag: 'red' },
      { title: 'beta', tag: 'red' },
      { title: 'Zed', tag: 'blue' },
      { title: '10', tag: 'red' },
      { title: '9', tag: 'green' },
      { title: 'Eins', tag: 'red', locale: 'de' },
    ];
    const made: EntryDetails[] = [];
    for (const [index, { title, tag, locale = 'en' }] of posts.entries()) {
      const content = {
        title,
        tag,
        slug: `s${index + 1}`,
        rank: index % 2,
        place: index,
        day: '2026-03-02',
        ...(locale === 'en' && { author: author.id }),
        ...(index > 0 && made[0] && { related: [made[0].id] }),
        ...(index === 0 && { links: ['/loop/a/', '/posts/s9/'] }),
      };
      made.push(await createInitialEntry(world, { collection: 'posts', locale, content }));
    }
    await createInitialEntry(world, {
      collection: 'settings',
      locale: 'en',
      content: { siteTitle: 'Torture', highlight: made[1]?.id },
    });
    await createInitialEntry(world, {
      collection: 'files',
      locale: 'en',
      content: { title: 'File', slug: 'f1', kind: 'file' },
    });
    await createInitialEntry(world, {
      collection: 'notes',
      locale: 'en',
      content: { title: 'Note', weight: 1 },
    });
  },
};
