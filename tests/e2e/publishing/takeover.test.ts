import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { readConfig } from '../../../server/config.ts';
import { hasLeader } from '../../../server/operations/installation-status.ts';
import { listReleases } from '../../../server/store/releases.ts';
import { readLease } from '../../../server/store/publisher-leases.ts';
import { contentModel } from '../../../site/content-model.ts';
import { findDrift } from '../../../server/publishing/verify/find-drift.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { freePort } from '../../support/free-port.ts';
import { gatewayClient } from '../../support/gateway/gateway-client.ts';
import { findGateway, gatewayPath, makeBucket } from '../../support/gateway/gateway.ts';
import { runCommand, startCommand, type RunningCommand } from '../cli/run-stillpress.ts';

const TIMEOUT_MS = 240_000;
const CALL = { actor: SYSTEM_ACTOR, correlationId: null };

const leads = (command: RunningCommand): boolean => command.stdout().includes('"msg":"this process leads"');

/** Processes as they run on several machines: each has a data folder of its own. */
describe.skipIf(!DIALECTS.includes('postgres'))('several workers', { timeout: TIMEOUT_MS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-takeover-'));
  let database: TestDatabase;
  let authoring: AuthoringContext;
  let client: S3Client | null = null;
  const running = new Set<RunningCommand>();

  beforeAll(async () => {
    database = await openTestDatabase('postgres');
    authoring = {
      database: database.database,
      model: contentModel,
      now: () => new Date(),
      publicationCommitted: () => {},
    };
  });

  afterAll(async () => {
    for (const command of running) {
      command.signal('SIGKILL');
      await command.ended;
    }
    client?.destroy();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const shared = (): Record<string, string> => ({
    NODE_ENV: 'production',
    DATABASE_URL: database.databaseUrl ?? '',
    SITE_URL: 'http://localhost:4000',
    SESSION_KEYS: 'q8Jm2vXk0sZr5tYw9uBn3cDf6gHj1lPa',
  });

  async function startWorker(name: string, target: Record<string, string>): Promise<RunningCommand> {
    const own = { PORT: String(await freePort()), DATA_DIR: join(folder, name) };
    const command = startCommand(['worker'], { ...shared(), ...target, ...own });
    running.add(command);
    await command.untilPrinted('"msg":"started"');
    return command;
  }

  async function publish(slug: string): Promise<void> {
    const content = { title: slug, slug };
    const entry = await createEntry(authoring, { ...CALL, collection: 'pages', locale: 'en', content });
    const entries = [{ entryId: entry.id, expectedVersionId: entry.draft.versionId }];
    await publishEntries(authoring, { ...CALL, entries });
  }

  const epoch = async (target: string): Promise<number> =>
    (await readLease(database.database.db, { target }))?.epoch ?? 0;

  describe.skipIf(gatewayPath === null)('over one bucket', () => {
    let target: Record<string, string>;
    let bucket: string;
    let first: RunningCommand;
    let second: RunningCommand;

    beforeAll(async () => {
      const { accessKeyId, endpoint, secretAccessKey } = await findGateway();
      client = gatewayClient({ endpoint, accessKeyId, secretAccessKey });
      bucket = await makeBucket(client);
      target = {
        TARGET: `s3://${bucket}/site`,
        S3_ENDPOINT: endpoint,
        S3_ACCESS_KEY_ID: accessKeyId,
        S3_SECRET_ACCESS_KEY: secretAccessKey,
      };
    });

    async function isPublic(slug: string): Promise<boolean> {
      const Key = `site/${slug}/index.html`;
      return await (
        client?.send(new GetObjectCommand({ Bucket: bucket, Key })) ?? Promise.reject(new Error())
      )
        .then(() => true)
        .catch(() => false);
    }

    const untilPublic = (slug: string): Promise<void> =>
      vi.waitFor(
        async () => expect({ slug, isPublic: await isPublic(slug) }).toEqual({ slug, isPublic: true }),
        {
          timeout: TIMEOUT_MS,
          interval: 200,
        },
      );

    test('one leads, and the others stand by', async () => {
      first = await startWorker('first', target);
      second = await startWorker('second', target);
      expect([leads(first), leads(second)]).toEqual([true, false]);
      await second.untilPrinted('"msg":"this process stands by: another one publishes"');
      await publish('by-the-first');
      await untilPublic('by-the-first');
    });

    test('who looks from another machine sees which one leads', async () => {
      const env = { ...shared(), ...target, DATA_DIR: join(folder, 'elsewhere') };
      const seen = async (): Promise<string> => (await runCommand(['status'], env)).stdout;
      await vi.waitFor(async () => expect(await seen()).toMatch(`:${first.pid}, which has led since`), {
        timeout: 60_000,
      });
      expect(await hasLeader({ config: readConfig(env), database: database.database })).toBe(true);
    });

    test('another one takes over from one that is killed, and publishes what came meanwhile', async () => {
      first.signal('SIGKILL');
      await publish('by-the-second');
      await untilPublic('by-the-second');
      expect(leads(second)).toBe(true);
      expect(await epoch('s3')).toBe(2);
    });

    test('one that is stopped for longer than its lease commits nothing when it wakes up, and ends', async () => {
      first = await startWorker('first', target);
      expect(leads(first)).toBe(false);
      await publish('under-way');
      second.signal('SIGSTOP');
      await publish('by-the-first-again');
      await untilPublic('by-the-first-again');
      second.signal('SIGCONT');
      await publish('after-it-woke');
      expect(await second.ended).toEqual({ code: 5, signal: null });
      running.delete(second);
      expect(second.stdout()).toContain('another process publishes now, since this one gave no sign of life');
      for (const slug of ['under-way', 'after-it-woke']) await untilPublic(slug);
      expect(await epoch('s3')).toBe(3);
    });

    test('one that ends in order leaves its place at once', async () => {
      second = await startWorker('second', target);
      first.signal('SIGTERM');
      await first.ended;
      running.delete(first);
      await second.untilPrinted('"msg":"this process leads"');
      expect(await epoch('s3')).toBe(4);
      await publish('in-order');
      await untilPublic('in-order');
    });

    test('the bucket is what the records say after all of it, and no release is missing', async () => {
      const { target: place } = readConfig({ ...shared(), ...target, DATA_DIR: join(folder, 'second') });
      await vi.waitFor(async () => expect(await findDrift(place, database.database)).toEqual([]), {
        timeout: 60_000,
      });
      const releases = await listReleases(database.database.db, { target: 's3', limit: 100 });
      expect(releases.filter(({ finishedAt }) => finishedAt === null)).toEqual([]);
      expect(releases.map(({ number }) => number)).toEqual(
        releases.map((_, index) => releases.length - index),
      );
      second.signal('SIGTERM');
      await second.ended;
      running.delete(second);
    });
  });

  test('take over from one another on one folder too', async () => {
    const root = join(folder, 'public');
    const first = await startWorker('disk-first', { TARGET: `disk:${root}` });
    const second = await startWorker('disk-second', { TARGET: `disk:${root}` });
    expect([leads(first), leads(second)]).toEqual([true, false]);
    first.signal('SIGKILL');
    await publish('on-disk');
    await second.untilPrinted('"msg":"this process leads"');
    await second.untilPrinted('"msg":"released"');
    const { target } = readConfig({
      ...shared(),
      TARGET: `disk:${root}`,
      DATA_DIR: join(folder, 'disk-second'),
    });
    await vi.waitFor(async () => expect(await findDrift(target, database.database)).toEqual([]), {
      timeout: 60_000,
    });
    expect(await epoch('disk')).toBe(2);
  });
});
