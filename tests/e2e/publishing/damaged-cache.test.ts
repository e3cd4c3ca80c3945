import { randomBytes } from 'node:crypto';
import { closeSync, openSync, rmSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { verifySite } from '../../../server/publishing/verify/verify-site.ts';
import { publishPost, quietLog, readLive } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Workers load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();
let installation: Installation;
let publisher: Publisher;
let cacheFile: string;
let unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);

beforeAll(async () => {
  process.on('unhandledRejection', note);
});
afterAll(() => {
  process.off('unhandledRejection', note);
});
beforeEach(async () => {
  unhandled = [];
  const created = await project.install('sqlite');
  publisher = await created.openPublisher();
  const authoring: AuthoringContext = { ...created.authoring, prove: publisher.prove };
  installation = { ...created, authoring };
  cacheFile = join(installation.dataDir, 'content-cache.sqlite');
  publisher.start();
  await publishPost(installation, { title: 'First', text: 'first' });
  await publisher.publishedUpTo(1);
});
afterEach(() => installation.close());

/** What lies in the log beside the file is damaged too. */
function damage(): void {
  for (const file of [cacheFile, `${cacheFile}-wal`]) {
    const { size } = statSync(file);
    const descriptor = openSync(file, 'r+');
    writeSync(descriptor, randomBytes(size));
    closeSync(descriptor);
  }
}

it.each([
  { how: 'damaged', spoil: damage },
  { how: 'deleted', spoil: () => rmSync(cacheFile) },
])('is made again after it was $how, and what is published meanwhile goes live', async ({ spoil }) => {
  spoil();
  for (const title of ['Second', 'Third']) {
    await vi.waitFor(() => publishPost(installation, { title, slug: title.toLowerCase(), text: title }), {
      timeout: 30_000,
    });
    await vi.waitFor(
      () => expect(readLive(installation, `blog/${title.toLowerCase()}/index.html`)).not.toBeNull(),
      {
        timeout: 30_000,
      },
    );
  }
  expect(readLive(installation, 'blog/first/index.html')).toContain('first');
  await publisher.settled();
  expect(publisher.status()).toMatchObject({ problem: null, withheld: [] });
  expect(unhandled).toEqual([]);
  const { config, database, model } = installation.options;
  const report = await verifySite({ config, database, model, log: quietLog, projectRoot: project.root });
  expect(report).toMatchObject({ differences: [], basis: { clockFrom: 'content-cache' } });
});

it('refuses a publication that cannot be proved with it, for a moment', async () => {
  await publisher.stop();
  const next = await installation.openPublisher();
  installation.authoring.prove = next.prove;
  damage();
  const publish = () => publishPost(installation, { title: 'Second', slug: 'second', text: 'second' });
  await expect(publish()).rejects.toMatchObject({
    code: 'cache-damaged',
    details: { retryAfterSeconds: 5 },
  });
  next.start();
  await next.settled();
  await next.publishedUpTo((await publish()).seq);
  expect(readLive(installation, 'blog/second/index.html')).toContain('second');
});
