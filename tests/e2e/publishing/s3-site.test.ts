import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import type { S3Client } from '@aws-sdk/client-s3';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { takedownEntry } from '../../../server/authoring/takedown-entry.ts';
import type { TargetConfig } from '../../../server/config.ts';
import { openLedTarget } from '../../../server/publishing/leadership/open-led-target.ts';
import type { Publisher, PublisherOptions } from '../../../server/publishing/publisher.ts';
import { resume, rollBack } from '../../../server/publishing/rollback.ts';

import { findDrift } from '../../../server/publishing/verify/find-drift.ts';
import { verifySite } from '../../../server/publishing/verify/verify-site.ts';
import { gatewayClient } from '../../support/gateway/gateway-client.ts';
import { findGateway, gatewayPath, makeBucket } from '../../support/gateway/gateway.ts';
import { changePost, publishPost } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Each publisher starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const project = useProject();
const PAGE = 'blog/first/index.html';
/** Told where a test fails: the service is another program, on a machine that may be busy. */
const said: string[] = [];
const log = pino({}, { write: (line) => void said.push(line) });

describe.skipIf(gatewayPath === null)('a site on S3', () => {
  let installation: Installation;
  let client: S3Client;
  let target: TargetConfig & { kind: 's3' };
  let config: PublisherOptions['config'];
  let publisher: Publisher;

  beforeAll(async () => {
    installation = await project.install('sqlite');
    installation.options.log = log;
    const { endpoint, ...credentials } = await findGateway();
    client = gatewayClient({ endpoint, ...credentials });
    const bucket = await makeBucket(client);
    const place = {
      bucket,
      prefix: 'site/',
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials,
    };
    target = { kind: 's3', place, folder: `${installation.dataDir}/target-s3` };
    config = { ...installation.options.config, target };
  });
  afterAll(async () => {
    await installation.close();
    client.destroy();
  });

  afterEach(({ task }) => {
    if (task.result?.state === 'fail') process.stderr.write(said.join(''));
  });

  const at = (file: string) => ({ Bucket: target.place.bucket, Key: `site/${file}` });

  async function readKey(file: string): Promise<string | null> {
    try {
      const { Body } = await client.send(new GetObjectCommand(at(file)));
      return (await Body?.transformToString()) ?? '';
    } catch {
      return null;
    }
  }

  async function start(): Promise<void> {
    publisher = await installation.openPublisher({ config });
    publisher.start();
  }

  async function withTarget(
    work: (context: Parameters<typeof rollBack>[0]) => Promise<unknown>,
  ): Promise<void> {
    const led = await openLedTarget(target, { database: installation.database, log });
    try {
      await work({ database: led.database, log, target: led.target });
    } finally {
      await led.close();
    }
  }

  it('is published, goes back, goes on, and is what a fresh render makes', async () => {
    await start();
    const first = await publishPost(installation, { title: 'First', slug: 'first', text: 'as it was' });
    await publisher.publishedUpTo(first.seq);
    expect(await readKey(PAGE)).toContain('as it was');
    const second = await changePost(installation, {
      post: first.post,
      content: { title: 'First', slug: 'first', text: 'as it is' },
    });
    await publisher.publishedUpTo(second.seq);
    expect(await readKey(PAGE)).toContain('as it is');
    await publisher.stop();

    await withTarget((context) => rollBack(context, { toNumber: 1 }));
    expect(await readKey(PAGE)).toContain('as it was');
    await withTarget((context) => resume(context));
    await start();
    await publisher.settled();
    expect(await readKey(PAGE)).toContain('as it is');

    const { database, model } = installation.options;
    const report = await verifySite({
      config,
      database,
      log,
      model,
      projectRoot: project.root,
      waitMs: 10_000,
    });
    expect(report.differences).toEqual([]);
    expect(report.filesCompared).toBeGreaterThan(3);
    expect(await findDrift(target, database)).toEqual([]);
  });

  it('is put right by a rebuild where somebody has altered the bucket', async () => {
    await client.send(new PutObjectCommand({ ...at(PAGE), Body: 'hacked' }));
    await client.send(new DeleteObjectCommand(at('index.html')));
    await client.send(new PutObjectCommand({ ...at('mine.html'), Body: 'mine' }));
    expect(await findDrift(target, installation.database)).toMatchObject([
      { file: PAGE, kind: 'other-bytes' },
      { file: 'index.html', kind: 'missing' },
      { file: 'mine.html', kind: 'unexpected' },
    ]);
    expect(await publisher.rebuild({ reason: 'rebuild' })).toMatchObject({ damaged: 3 });
    expect(await findDrift(target, installation.database)).toEqual([]);
    expect(await readKey(PAGE)).toContain('as it is');
    expect(await readKey('mine.html')).toBeNull();
  });

  it('keeps nothing of what is taken down, in no object of the bucket', async () => {
    const bad = await publishPost(installation, { title: 'Bad', slug: 'bad', text: 'xylophone-4711' });
    await publisher.publishedUpTo(bad.seq);
    expect(await readKey('blog/bad/index.html')).toContain('xylophone-4711');
    const call = { actor: SYSTEM_ACTOR, correlationId: null };
    await takedownEntry(installation.authoring, { ...call, entryId: bad.post.id, reason: 'a court order' });
    await vi.waitFor(async () => expect(await objectsWith('xylophone-4711')).toEqual([]), {
      timeout: 60_000,
      interval: 300,
    });
    expect(await readKey('blog/bad/index.html')).toBeNull();
  });

  async function objectsWith(text: string): Promise<string[]> {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: target.place.bucket }));
    const found: string[] = [];
    for (const { Key = '' } of Contents) {
      const content = await readKey(Key.slice('site/'.length));
      if (content?.includes(text) === true) found.push(Key);
    }
    return found;
  }
});
