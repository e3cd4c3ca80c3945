import {
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  type CORSConfiguration,
  type S3Client,
} from '@aws-sdk/client-s3';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../tests/support/databases.ts';
import { gatewayClient } from '../../tests/support/gateway/gateway-client.ts';
import { startGatewayProxy } from '../../tests/support/gateway/gateway-proxy.ts';
import { findGateway, gatewayPath } from '../../tests/support/gateway/gateway.ts';
import { newMediaPlace } from '../../tests/support/gateway/media-bucket.ts';
import { runCommandLine } from '../../tests/support/run-command-line.ts';
import type { S3Place } from '../config-s3.ts';
import { createEntry } from '../authoring/create-entry.ts';
import { publishEntries } from '../authoring/publish-entries.ts';
import { addJob } from '../store/add-job.ts';
import { migrateDown } from '../store/migrate.ts';
import { commandContext } from './command-context.ts';
import { EXIT } from './exit-codes.ts';

const reportSchema = z.object({
  checks: z.array(
    z.object({
      check: z.string(),
      state: z.enum(['ok', 'warn', 'fail']),
      says: z.string(),
      todo: z.string().nullable(),
    }),
  ),
});

type Report = Record<string, { state: string; says: string; todo: string | null }>;

async function examine(
  env: Record<string, string>,
  ...more: string[]
): Promise<{ code: number; report: Report }> {
  const { code, out } = await runCommandLine(['doctor', '--json', ...more], env);
  const { checks } = reportSchema.parse(JSON.parse(out));
  return { code, report: Object.fromEntries(checks.map(({ check, ...finding }) => [check, finding])) };
}

describe.each(DIALECTS)('stillpress doctor on %s', (dialect) => {
  let opened: TestDatabase;
  let env: Record<string, string>;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
    const { databaseUrl, dataDir } = opened;
    env = { DATA_DIR: dataDir, ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }) };
  });
  afterEach(() => opened.close());

  test('looks at every part of an installation, and says what to do about what is not as it should be', async () => {
    const { code, report } = await examine(env);
    const bad = Object.entries(report).filter(([, { state }]) => state === 'fail');
    expect({ bad, code }).toEqual({ bad: [], code: EXIT.ok });
    expect(report).toMatchObject({
      database: { state: 'ok', says: expect.stringMatching(/^(?:SQLite|PostgreSQL) \d/) },
      migrations: { state: 'ok' },
      clock: { state: 'ok' },
      queue: { state: 'ok' },
      accounts: { state: 'warn', todo: expect.stringContaining('stillpress owner-link') },
      publisher: { state: 'warn', todo: expect.stringContaining('stillpress worker') },
    });
    for (const { state, todo } of Object.values(report)) expect(todo === null).toBe(state === 'ok');
  });

  test('counts a warning as a failure where it is told to', async () => {
    expect((await examine(env, '--strict')).code).toBe(EXIT.failed);
  });

  test('says of a database that lacks migrations which, and looks no further into it', async () => {
    await migrateDown(opened.database, { steps: 1 });
    const { code, report } = await examine(env);
    expect(code).toBe(EXIT.failed);
    expect(report['migrations']).toMatchObject({
      state: 'fail',
      says: expect.stringMatching(/pending: \d{4}-/),
    });
    expect(report).not.toHaveProperty('queue');
    expect(report).toHaveProperty('certificates');
  });

  test('finds jobs that nobody does, and jobs that are dead', async () => {
    const kind = { name: 'test.note', payload: z.object({}), maxAttempts: 1 };
    const longAgo = new Date(Date.now() - 3_600_000).toISOString();
    await opened.database.write((tx) => addJob(tx, kind, { payload: {}, now: longAgo }));
    expect((await examine(env)).report['queue']).toMatchObject({
      state: 'fail',
      says: expect.stringContaining('has waited since'),
    });
    await opened.database.write((tx) => tx.updateTable('job').set({ state: 'dead' }).execute());
    expect((await examine(env)).report['queue']).toMatchObject({
      state: 'warn',
      says: '1 job is dead',
      todo: expect.stringContaining('stillpress jobs retry'),
    });
  });

  test('sees a publication of tomorrow: a clock that was set back', async () => {
    const { call, context } = commandContext(opened.database);
    const tomorrow = { ...context, now: () => new Date(Date.now() + 86_400_000) };
    const content = { title: 'Tomorrow', slug: 'tomorrow' };
    const { draft, id } = await createEntry(tomorrow, {
      ...call,
      collection: 'posts',
      locale: 'en',
      content,
    });
    await publishEntries(tomorrow, {
      ...call,
      entries: [{ entryId: id, expectedVersionId: draft.versionId }],
    });
    expect((await examine(env)).report['clock']).toMatchObject({ state: 'fail' });
  });
});

describe('stillpress doctor', () => {
  let dataDir: string;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'stillpress-doctor-'));
  });
  afterEach(() => rmSync(dataDir, { recursive: true }));

  test('says what is wrong with an environment that cannot be used', async () => {
    const { code, report } = await examine({ PORT: 'x', DATA_DIR: dataDir });
    expect(code).toBe(EXIT.failed);
    expect(report).toEqual({
      configuration: {
        state: 'fail',
        says: expect.stringContaining('PORT'),
        todo: expect.stringContaining('docs/configuration.md'),
      },
    });
  });

  test('makes no installation where there is none', async () => {
    const { report } = await examine({ DATA_DIR: dataDir });
    expect(report['database']).toMatchObject({ state: 'fail', todo: expect.stringContaining('DATA_DIR') });
  });

  test('looks at what it can while the database is away', async () => {
    const DATABASE_URL = 'postgres://me:hunter2@127.0.0.1:1/cms';
    const { report } = await examine({ DATA_DIR: dataDir, DATABASE_URL });
    expect(report).toMatchObject({ disk: { state: 'ok' }, database: { state: 'fail' } });
    expect(JSON.stringify(report)).not.toContain('hunter2');
  });

  test('doubts what is hardly meant', async () => {
    const { report } = await examine({ DATA_DIR: dataDir, SITE_URL: 'http://news.example' });
    expect(report['configuration']).toMatchObject({
      state: 'warn',
      says: expect.stringContaining('not encrypted'),
    });
  });

  test('names an address whose certificate cannot be looked at', async () => {
    const { report } = await examine({ DATA_DIR: dataDir, SITE_URL: 'https://localhost:1' });
    expect(report['certificates']).toMatchObject({
      state: 'warn',
      says: expect.stringContaining('localhost'),
    });
  });
});

describe.skipIf(gatewayPath === null)('stillpress doctor, of a bucket of media', () => {
  let dataDir: string;
  let place: S3Place;
  let client: S3Client;
  let env: Record<string, string>;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'stillpress-doctor-'));
    place = await newMediaPlace();
    const gateway = await findGateway();
    client = gatewayClient(gateway);
    env = {
      DATA_DIR: dataDir,
      ADMIN_URL: 'https://admin.example.org/admin',
      MEDIA_STORE: `s3://${place.bucket}/${place.prefix}`,
      S3_ENDPOINT: gateway.endpoint,
      S3_ACCESS_KEY_ID: gateway.accessKeyId,
      S3_SECRET_ACCESS_KEY: gateway.secretAccessKey,
    };
  });
  afterEach(() => {
    client.destroy();
    rmSync(dataDir, { recursive: true });
  });

  const media = async (more: Record<string, string> = {}) =>
    (await examine({ ...env, ...more })).report['media'];
  const direct = { MEDIA_DIRECT_UPLOADS: 'yes', ADMIN_URL: 'http://admin.example.org/admin' };

  test('begins an upload in parts and leaves nothing of it', async () => {
    expect(await media()).toMatchObject({
      state: 'ok',
      says: expect.stringContaining('takes uploads in parts'),
    });
    const begun = await client.send(new ListMultipartUploadsCommand({ Bucket: place.bucket }));
    const kept = await client.send(new ListObjectsV2Command({ Bucket: place.bucket }));
    expect([begun.Uploads ?? [], kept.Contents ?? []]).toEqual([[], []]);
  });

  test('says what keeps it from that', async () => {
    const found = await media({ MEDIA_STORE: 's3://nobody-has-made-this' });
    expect(found).toMatchObject({ state: 'fail', says: expect.stringContaining('there is no such bucket') });
    expect(await media({ S3_SECRET_ACCESS_KEY: 'another one' })).toMatchObject({ state: 'fail' });
    expect(await media({ S3_ENDPOINT: 'http://127.0.0.1:9' })).toMatchObject({
      state: 'fail',
      says: expect.stringContaining('the service cannot be reached'),
    });
  });

  test('has the rule by which a bucket lets the authoring interface, and sees that it does', async () => {
    const refused = await media(direct);
    expect(refused).toMatchObject({
      state: 'warn',
      says: expect.stringContaining('does not let pages of http://admin.example.org'),
    });
    const [, bucket, rules = ''] =
      /put-bucket-cors --endpoint-url \S+ --bucket (\S+) --cors-configuration '(.*)'$/.exec(
        refused?.todo ?? '',
      ) ?? [];
    const CORSConfiguration = JSON.parse(rules) as CORSConfiguration;
    await client.send(new PutBucketCorsCommand({ Bucket: bucket, CORSConfiguration }));
    expect(await media(direct)).toMatchObject({
      state: 'ok',
      says: expect.stringContaining('straight from pages of http://admin.example.org'),
    });
    const moved = { ...direct, ADMIN_URL: 'http://elsewhere.example.org/admin' };
    expect(await media(moved)).toMatchObject({ state: 'warn' });
  });

  test('takes an answer that names no origin for the refusal that it is to a browser', async () => {
    const proxy = await startGatewayProxy(env['S3_ENDPOINT'] ?? '');
    proxy.judge((asked) => (asked.startsWith('OPTIONS') ? 200 : null));
    const found = await media({ ...direct, S3_ENDPOINT: proxy.endpoint });
    await proxy.close();
    expect(proxy.asked.some((asked) => asked.startsWith('OPTIONS'))).toBe(true);
    expect(found).toMatchObject({ state: 'warn', says: expect.stringContaining('(CORS)') });
  });

  test('knows that browsers send nothing from https to http', async () => {
    const found = await media({ ...direct, ADMIN_URL: 'https://admin.example.org/admin' });
    expect(found).toMatchObject({ state: 'warn', says: expect.stringContaining('is not https') });
  });

  test('advises a rule that aborts what nobody finishes, until there is one', async () => {
    expect((await media())?.says).toContain('no rule of the bucket aborts');
    const Rules = [
      {
        ID: 'unfinished',
        Status: 'Enabled' as const,
        Filter: { Prefix: 'media/uploads/' },
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
      },
    ];
    await client.send(
      new PutBucketLifecycleConfigurationCommand({
        Bucket: place.bucket,
        LifecycleConfiguration: { Rules },
      }),
    );
    expect((await media())?.says).not.toContain('no rule');
  });
});
