import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { EXIT } from '../../../server/cli/exit-codes.ts';
import { gatewayClient } from '../../support/gateway/gateway-client.ts';
import { findGateway, gatewayPath, makeBucket } from '../../support/gateway/gateway.ts';
import { runCommandLine } from '../../support/run-command-line.ts';

// Templates are built, and every page is rendered twice.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

/** What somebody does to the files beside Stillpress. */
type ByHand = { put(file: string, text: string): Promise<void>; remove(file: string): Promise<void> };
type Place = {
  env: Record<string, string>;
  byHand: ByHand;
  /** Of a file, with its bytes beside. */
  forms: readonly string[];
};

async function folder(dataDir: string): Promise<Place> {
  const live = (file: string): string => join(dataDir, 'public/live', file);
  return {
    env: {},
    forms: ['.br', '.gz'],
    byHand: {
      put: async (file, text) => {
        // Never in place: the bytes have other names.
        rmSync(live(file), { force: true });
        writeFileSync(live(file), text);
      },
      remove: async (file) => rmSync(live(file)),
    },
  };
}

async function bucket(): Promise<Place> {
  const { endpoint, ...credentials } = await findGateway();
  const client = gatewayClient({ endpoint, ...credentials });
  const Bucket = await makeBucket(client);
  return {
    env: {
      TARGET: `s3://${Bucket}/site`,
      S3_ENDPOINT: endpoint,
      S3_ACCESS_KEY_ID: credentials.accessKeyId,
      S3_SECRET_ACCESS_KEY: credentials.secretAccessKey,
    },
    forms: [],
    byHand: {
      put: async (file, Body) =>
        void (await client.send(new PutObjectCommand({ Bucket, Key: `site/${file}`, Body }))),
      remove: async (file) =>
        void (await client.send(new DeleteObjectCommand({ Bucket, Key: `site/${file}` }))),
    },
  };
}

const PLACES: [string, (dataDir: string) => Promise<Place>][] = [
  ['a folder', folder],
  ...(gatewayPath === null ? [] : ([['a bucket', bucket]] satisfies [string, () => Promise<Place>][])),
];

const driftSchema = z.object({ differences: z.array(z.object({ file: z.string() })) });

describe.each(PLACES)('the public files in %s', (_, makePlace) => {
  let dataDir: string;
  let place: Place;
  beforeEach(async () => {
    dataDir = mkdtempSync(join(tmpdir(), 'stillpress-target-commands-'));
    place = await makePlace(dataDir);
    for (const line of ['migrate up', 'rebuild']) assert.equal((await run(...line.split(' '))).code, EXIT.ok);
  });
  afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

  const run = (...args: string[]) =>
    runCommandLine(args, { DATA_DIR: dataDir, SITE_URL: 'https://site.example', ...place.env });

  async function verify(): Promise<{ code: number; files: string[] }> {
    const { code, out } = await run('target', 'verify', '--json');
    const { differences } = driftSchema.parse(JSON.parse(out));
    return { code, files: differences.map(({ file }) => file).sort() };
  }

  test('are verified, found to have been altered by hand, and put right', async () => {
    expect(await verify()).toEqual({ code: EXIT.ok, files: [] });
    await place.byHand.put('index.html', 'altered');
    await place.byHand.remove('404.html');
    await place.byHand.put('foreign.html', 'not ours');
    const left = place.forms.map((form) => `404.html${form}`);
    const files = ['404.html', ...left, 'foreign.html', 'index.html'];
    expect(await verify()).toEqual({ code: EXIT.failed, files });
    expect(await run('target', 'repair')).toMatchObject({ code: EXIT.ok });
    expect(await verify()).toEqual({ code: EXIT.ok, files: [] });
    expect(await run('target', 'repair')).toMatchObject({
      code: EXIT.ok,
      out: expect.stringContaining('nothing to put right'),
    });
  });
});
