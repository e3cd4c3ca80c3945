import { rmSync } from 'node:fs';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { requestPublisherJob } from '../../../server/publishing/request-publisher-job.ts';
import { rollBack } from '../../../server/publishing/rollback.ts';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import { publishPost, quietLog, readLive } from './publishing-fixture.ts';
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

it('a target that was emptied while the site is held is a problem until somebody resumes', async () => {
  await publishPost(installation, { title: 'First', text: 'first' });
  const first = await installation.openPublisher();
  first.start();
  await first.publishedUpTo(1);
  await first.stop();
  const target = openDiskTarget({ root: installation.targetRoot });
  await rollBack({ ...installation, log: quietLog, target }, { toNumber: 1 });
  target.close();
  rmSync(installation.targetRoot, { recursive: true });
  const publisher = await installation.openPublisher();
  publisher.start();
  await publisher.settled();
  expect(publisher.status().problem).toMatchObject({
    code: 'publication-held',
    message: expect.stringContaining('emptied by hand'),
    attempts: 1,
  });
  await requestPublisherJob(installation.database, { kind: 'resume' });
  await publisher.publishedUpTo(1);
  expect(readLive(installation, 'blog/first/index.html')).toContain('first');
  expect(publisher.status().problem).toBeNull();
});
