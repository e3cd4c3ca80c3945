import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import {
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openS3Target, type S3TargetOptions } from '../../../server/publishing/target/s3/s3-target.ts';
import type { Target } from '../../../server/publishing/target/target.ts';
import { gatewayClient } from '../../support/gateway/gateway-client.ts';
import { findGateway, gatewayPath, makeBucket } from '../../support/gateway/gateway.ts';
import { findTraces } from './find-traces.ts';
import { readAll, release, temporaryPlace } from './target-fixture.ts';
import { s3Options } from './targets.ts';

// Each request is one of several on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const SECRET = `the secret of ${'x'.repeat(200)}`;
const HASH = createHash('sha256').update(SECRET).digest('hex');
const FILE = 'names/secret-person/index.html';
const TRACES = [SECRET, HASH, 'secret-person'];

describe.skipIf(gatewayPath === null)('what the S3 target erases', () => {
  let place: ReturnType<typeof temporaryPlace>;
  let client: S3Client;
  let options: S3TargetOptions;
  let target: Target;

  beforeEach(async () => {
    place = temporaryPlace();
    client = gatewayClient(await findGateway());
    options = await s3Options(place.place);
    options.place = { ...options.place, bucket: await makeBucket(client) };
  });
  afterEach(() => {
    target.close();
    client.destroy();
    place.remove();
  });

  /** The keys of all versions of objects that tell of it, by their name or by what they hold. */
  async function tracesInBucket(): Promise<string[]> {
    const { bucket: Bucket } = options.place;
    const { Versions = [] } = await client.send(new ListObjectVersionsCommand({ Bucket }));
    const found: string[] = [];
    for (const { Key = '', VersionId } of Versions) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key, VersionId }));
      const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
      const content = Key.endsWith('.gz') ? gunzipSync(bytes).toString() : bytes.toString();
      if (TRACES.some((trace) => Key.includes(trace) || content.includes(trace))) found.push(Key);
    }
    return found;
  }

  it.each([{ versions: 'keeps none' }, { versions: 'keeps versions' }])(
    'is nowhere in a bucket that $versions: not as a page, not as a blob, not in a manifest',
    async ({ versions }) => {
      if (versions === 'keeps versions') {
        const VersioningConfiguration = { Status: 'Enabled' } as const;
        await client.send(
          new PutBucketVersioningCommand({ Bucket: options.place.bucket, VersioningConfiguration }),
        );
      }
      target = await openS3Target(options);
      await release(target, { [FILE]: SECRET, 'copy.html': SECRET, 'a.html': 'a' });
      await release(target, { 'copy.html': null, 'a.html': 'b' });
      await release(target, { [FILE]: null, 'c.html': 'c' });
      expect(await tracesInBucket()).not.toEqual([]);
      await target.erase({ files: [FILE], hashes: [HASH] });
      expect(await tracesInBucket()).toEqual([]);
      expect(target.has(HASH)).toBe(false);
      target.close();
      expect(findTraces(options.folder, TRACES)).toEqual([]);
      target = await openS3Target(options);
      expect(await readAll(target)).toEqual({ 'a.html': 'b', 'c.html': 'c' });
      await release(target, { 'a.html': 'd' });
      expect(await readAll(target)).toEqual({ 'a.html': 'd', 'c.html': 'c' });
    },
  );
});
