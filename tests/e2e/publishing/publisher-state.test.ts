import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { readPublisherState } from '../../../server/publishing/publisher-state.ts';
import { requestPublisherJob } from '../../../server/publishing/request-publisher-job.ts';
import { runCommandLine } from '../../support/run-command-line.ts';
import { publishPost, withdrawPost } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Workers load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();
let installation: Installation;

beforeAll(async () => {
  installation = await project.install('sqlite');
});
afterAll(async () => {
  await installation.close();
});

const status = async (): Promise<string> =>
  (await runCommandLine(['status'], { DATA_DIR: installation.dataDir })).out;

it('what keeps publications from going live is in the status of every process, until it is gone', async () => {
  const publisher = await installation.openPublisher();
  publisher.start();
  await publishPost(installation, { title: 'Good', text: 'good' });
  await publisher.publishedUpTo(1);
  await vi.waitFor(() =>
    expect(readPublisherState(installation.options.config)).toMatchObject({ problem: null }),
  );
  expect(await status()).toMatch(/^publisher +process \d+$/m);
  // A disk that takes no more files would do the same.
  const blobs = join(installation.targetRoot, 'blobs');
  renameSync(blobs, `${blobs}-away`);
  writeFileSync(blobs, '');
  const { seq } = await publishPost(installation, { title: 'Waiting', text: 'waiting' });
  await expect(publisher.publishedUpTo(seq)).rejects.toThrow('ENOTDIR');
  await vi.waitFor(async () => {
    expect(await status()).toMatch(/^problem +publication 2 could not be released since .*, tried .*: .+/m);
  });
  rmSync(blobs);
  renameSync(`${blobs}-away`, blobs);
  publisher.notify();
  await vi.waitFor(async () => expect(await status()).not.toContain('problem'), 20_000);
  await publisher.stop();
  expect(await status()).toMatch(/^publisher +none runs here; the last one stopped at/m);
});

it('a publication that is held back has its reason there too', async () => {
  const publisher = await installation.openPublisher();
  publisher.start();
  const { post, seq } = await publishPost(installation, { title: 'Bad', text: 'throw' });
  await expect(publisher.publishedUpTo(seq)).rejects.toMatchObject({ code: 'template-failed' });
  expect(await status()).toMatch(/^held back +Publication 3 is held back: .*The post Bad cannot be shown/m);
  await publisher.publishedUpTo(await withdrawPost(installation, post));
  expect(await status()).not.toContain('held back');
  await publisher.stop();
});

it('while the site is held, nothing newer is called public', async () => {
  const publisher = await installation.openPublisher();
  publisher.start();
  const { post, seq } = await publishPost(installation, { title: 'Bad', text: 'throw' });
  await expect(publisher.publishedUpTo(seq)).rejects.toMatchObject({ code: 'template-failed' });
  const { database } = installation;
  await requestPublisherJob(database, { kind: 'rollback', payload: { toNumber: 1 } });
  const held = await status();
  expect(held).toMatch(/^held back +Publication \d+ is held back: .*cannot be shown\. Publish a mended/m);
  expect(held).not.toContain('Everything else is public');
  await requestPublisherJob(database, { kind: 'resume' });
  await publisher.publishedUpTo(await withdrawPost(installation, post));
  await publisher.stop();
});

it('a rebuild of what is not there is refused and leaves no problem behind; another one of the same round is done', async () => {
  const publisher = await installation.openPublisher();
  publisher.start();
  const { database } = installation;
  const ask = (payload: Record<string, unknown>): Promise<Record<string, unknown>> =>
    requestPublisherJob(database, { kind: 'rebuild', payload });
  const [refused, done] = await Promise.allSettled([ask({ path: '/nowhere-at-all/' }), ask({ path: '/' })]);
  expect(refused).toMatchObject({ status: 'rejected', reason: { code: 'page-not-found' } });
  expect(done).toMatchObject({ status: 'fulfilled', value: { pagesRendered: 1 } });
  await expect(ask({ route: '/no/[such]' })).rejects.toMatchObject({
    code: 'route-not-found',
    message: expect.stringContaining('/blog/[slug]'),
  });
  expect(publisher.status().problem).toBeNull();
});

it('throws the content cache away when asked to, and renders every page once', async () => {
  const { pagesRendered: whole } = await requestPublisherJob(installation.database, { kind: 'rebuild' });
  const { changed, created, pagesRendered, removed } = await requestPublisherJob(installation.database, {
    kind: 'rebuild',
    payload: { cache: true },
  });
  expect({ changed, created, pagesRendered, removed }).toEqual({
    changed: 0,
    created: 0,
    pagesRendered: whole,
    removed: 0,
  });
});
