import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { previewChanges } from '../../../server/authoring/preview-changes.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { setRedirect } from '../../../server/authoring/set-redirect.ts';
import { defineContentModel } from '../../../model/define-content-model.ts';
import { field } from '../../../model/fields.ts';
import { DIALECTS } from '../../support/databases.ts';
import { openDesk, seen, type Desk } from './desk.ts';

const fields = { title: field.text({ required: true }), slug: field.slug({ required: true, from: 'title' }) };

const model = defineContentModel({
  locales: ['en', 'de'],
  defaultLocale: 'en',
  collections: {
    pages: { url: '/{slug}/', title: 'title', fields },
    guides: { url: '/api/{slug}/', title: 'title', fields },
    about: { single: true, url: '/about/', fields: { text: field.text() } },
  },
});

/** As a template build reports them: routes without parameters, and files. */
const TEMPLATE_PATHS = ['/', '/blog', '/about', '/sitemap.xml', '/contact/index.html'];

describe.each(DIALECTS)('public paths that no entry can have, on %s', (dialect) => {
  let desk: Desk;
  beforeAll(async () => {
    desk = await openDesk(dialect, model);
    desk.context.reservedPaths = () => TEMPLATE_PATHS;
  });
  afterAll(() => desk.close());

  it.each([
    ['pages', 'admin', '/admin/'],
    ['pages', 'api', '/api/'],
    ['pages', 'preview', '/preview/'],
    ['pages', 'healthz', '/healthz/'],
    ['pages', 'readyz', '/readyz/'],
    ['guides', 'start', '/api/start/'],
    ['pages', '404', '/404/'],
    ['pages', 'blog', '/blog/'],
    ['pages', 'contact', '/contact/'],
  ])('refuses %s with the slug %s, and names the path %s', async (collection, slug, path) => {
    const entry = await desk.create({ title: 'Mine', slug }, { collection });
    const before = await desk.logHead();
    await expect(desk.publish(entry)).rejects.toMatchObject({
      code: 'path-reserved',
      message: expect.stringContaining(`"Mine" cannot be published at ${path}`),
      details: { extra: { path, entryId: entry.id } },
    });
    expect(await desk.logHead()).toEqual(before);
  });

  it('refuses to show a draft there, in a preview of which all else can be seen', async () => {
    const { id } = await desk.create({ title: 'Mine', slug: 'blog' }, { collection: 'pages' });
    const drafts = [{ entryId: id, versionId: null }];
    const shown = await previewChanges(desk.context, { actor: desk.editor, drafts });
    expect([...shown.refusals].map(([path, { code }]) => [path, code])).toEqual([
      ['/blog/', 'path-reserved'],
    ]);
    expect(shown.path).toBe('/blog/');
  });

  it('refuses a bundle for one such entry in it', async () => {
    const entries = [
      await desk.create({ title: 'Good', slug: 'good' }, { collection: 'pages' }),
      await desk.create({ title: 'Bad', slug: 'blog' }, { collection: 'pages' }),
    ];
    const publishing = publishEntries(desk.context, { ...desk.call, entries: entries.map(seen) });
    await expect(publishing).rejects.toMatchObject({ code: 'path-reserved' });
  });

  const redirectFrom = (path: string) =>
    setRedirect(desk.context, { ...desk.call, path, status: 301, to: { kind: 'path', path: '/elsewhere/' } });

  it.each(['/', '/blog', '/blog/', '/sitemap.xml', '/contact/', '/about/', '/api/old/', '/404/'])(
    'refuses a redirect from %s',
    async (path) => {
      const before = await desk.logHead();
      await expect(redirectFrom(path)).rejects.toMatchObject({
        code: 'path-reserved',
        message: expect.stringContaining('No redirect can be set on /'),
      });
      expect(await desk.logHead()).toEqual(before);
    },
  );

  it('accepts a redirect from a path below one of the templates', async () => {
    expect((await redirectFrom('/blog/old/')).publication).not.toBeNull();
  });

  it.each([
    ['pages', { title: 'A', slug: 'administration' }, 'en'],
    ['pages', { title: 'B', slug: 'apiary' }, 'en'],
    ['pages', { title: 'C', slug: 'admin' }, 'de'],
    ['about', {}, 'en'],
  ])('accepts %s with %j in %s', async (collection, content, locale) => {
    const entry = await desk.create(content, { collection, locale });
    expect((await desk.publish(entry)).publication).not.toBeNull();
  });
});
