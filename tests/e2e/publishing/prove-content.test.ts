import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { foreseeMigration } from '../../../server/authoring/foresee-migration.ts';
import { proveContent } from '../../../server/publishing/prove-content.ts';
import { readLogHead } from '../../../server/store/publications.ts';
import { migrate, NEW_MODEL } from '../../contract/authoring/migration-fixture.ts';
import { BROKEN_PAGES, CONSENT, useEvolvingSite, writeRelease } from './evolving-site.ts';
import type { Installation } from './publishing-fixture.ts';

// Templates are built, and workers load them: a busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const { beginOlder, project } = useEvolvingSite();
let installation: Installation;
let newer: AuthoringContext;

beforeEach(async () => {
  ({ installation, newer } = await beginOlder('sqlite'));
});
afterEach(() => installation.close());

const prove = () => {
  const { config, database, log } = installation.options;
  const common = { config, database, log, model: NEW_MODEL, projectRoot: project.root };
  return proveContent({ ...common, foreseen: foreseeMigration(newer) });
};

it('renders what the content is going to be with the templates as they are now, and touches nothing', async () => {
  writeRelease(project.root, 'newer');
  const head = await readLogHead(installation.database.db);
  const { failures, pagesRendered } = await prove();
  expect(failures).toEqual([]);
  // The five posts, the home page and the one about it.
  expect(pagesRendered).toBeGreaterThanOrEqual(7);
  expect(await readLogHead(installation.database.db)).toEqual(head);
});

it('names the page, the template and its message where one cannot be rendered', async () => {
  writeRelease(project.root, 'newer', BROKEN_PAGES.render);
  expect((await prove()).failures).toEqual([
    {
      path: '/blog/priced/',
      template: expect.stringContaining('site/pages/blog/[slug].astro'),
      message: 'There are no prices yet',
    },
  ]);
});

it('names what visitors would lose: a page that is there and would not be', async () => {
  writeRelease(project.root, 'newer', BROKEN_PAGES.nothing);
  const { failures } = await prove();
  expect(failures.map(({ path }) => path).sort()).toEqual(
    ['moody', 'moved-on', 'plain', 'priced', 'signed'].map((name) => `/blog/${name}/`),
  );
  expect(failures[0]?.message).toBe('It answers 404, and visitors would lose a page that they have.');
});

it('says why the templates cannot be built', async () => {
  writeRelease(project.root, 'newer', BROKEN_PAGES.build);
  const [failure] = (await prove()).failures;
  expect(failure).toMatchObject({
    path: 'site/',
    template: expect.stringMatching(/^site\/pages\/blog\/\[slug\]\.astro/),
  });
});

it('builds and renders nothing where nothing public changes', async () => {
  await migrate(newer, CONSENT);
  writeRelease(project.root, 'newer', BROKEN_PAGES.build);
  expect(await prove()).toEqual({ pagesRendered: 0, failures: [] });
});
