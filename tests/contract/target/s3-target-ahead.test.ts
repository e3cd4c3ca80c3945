import { createHash } from 'node:crypto';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openS3Target, type S3TargetOptions } from '../../../server/publishing/target/s3/s3-target.ts';
import type { Target, TargetPlace } from '../../../server/publishing/target/target.ts';
import { gatewayClient } from '../../support/gateway/gateway-client.ts';
import { startGatewayProxy, type GatewayProxy } from '../../support/gateway/gateway-proxy.ts';
import { findGateway, gatewayPath } from '../../support/gateway/gateway.ts';
import { findTraces } from './find-traces.ts';
import { positionOf, readAll, release, temporaryPlace } from './target-fixture.ts';
import { s3Options } from './targets.ts';

// Each request is one of several on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const FILES = Array.from({ length: 40 }, (_, index) => `${index}/index.html`);

describe.skipIf(gatewayPath === null)('what is put before the first release', () => {
  let place: ReturnType<typeof temporaryPlace>;
  let proxy: GatewayProxy;
  let client: S3Client;
  let options: S3TargetOptions;
  let target: Target;

  beforeEach(async () => {
    place = temporaryPlace();
    const gateway = await findGateway();
    proxy = await startGatewayProxy(gateway.endpoint);
    client = gatewayClient(gateway);
    options = await s3Options(place.place);
    options.place = { ...options.place, endpoint: proxy.endpoint };
    target = await openS3Target(options);
  });
  afterEach(async () => {
    target.close();
    await proxy.close();
    client.destroy();
    place.remove();
  });

  /** As a page that has just been rendered. */
  async function put(file: string, text = `page ${file}`): Promise<TargetPlace> {
    const contentType = 'text/html';
    const hash = createHash('sha256').update(text).digest('hex');
    const known = { file, now: { hash, contentType, redirect: null } };
    await target.put({ bytes: Buffer.from(text), contentType, hash }, known);
    return known;
  }
  const putAll = async (): Promise<TargetPlace[]> => await Promise.all(FILES.map((file) => put(file)));
  const wanted = Object.fromEntries(FILES.map((file) => [file, `page ${file}`]));
  const writes = (): string[] =>
    proxy.asked.filter((asked) => asked.startsWith('PUT ') && !asked.includes('.stillpress/'));

  async function inBucket(file: string): Promise<string | null> {
    const { bucket: Bucket, prefix } = options.place;
    try {
      const { Body } = await client.send(new GetObjectCommand({ Bucket, Key: prefix + file }));
      return (await Body?.transformToString()) ?? null;
    } catch {
      return null;
    }
  }
  const untilThere = async (file: string): Promise<void> =>
    await vi.waitFor(async () => expect(await inBucket(file)).not.toBeNull(), { timeout: 60_000 });

  it('is sent while the rest is made, and the release sends nothing of it again', async () => {
    const changes = await putAll();
    for (const file of FILES) await untilThere(file);
    expect(target.position()).toBeNull();
    await target.apply({ from: null, to: positionOf(1), changes });
    expect(writes()).toHaveLength(FILES.length);
    expect(await readAll(target)).toEqual(wanted);
    expect(await target.check()).toEqual([]);
  });

  it('is what was rendered last, and nothing that the release does not name', async () => {
    await put('gone/index.html');
    const texts = Array.from({ length: 20 }, (_, index) => `text ${index}`);
    for (const text of texts) await put('a.html', text);
    const last = await put('a.html', 'the last one');
    await target.apply({ from: null, to: positionOf(1), changes: [last] });
    expect(await inBucket('a.html')).toBe('the last one');
    expect(await inBucket('gone/index.html')).toBeNull();
    expect(await target.check()).toEqual([]);
  });

  it('goes nowhere once there is a release that visitors see', async () => {
    await release(target, { 'a.html': 'a' });
    await put('a.html', 'not released');
    await put('b.html', 'not released');
    await target.forgetPut();
    expect(await inBucket('a.html')).toBe('a');
    expect(await inBucket('b.html')).toBeNull();
  });

  it('is there after the end of the process, and is not sent again', async () => {
    const changes = await putAll();
    await untilThere('0/index.html');
    target.close();
    target = await openS3Target(options);
    const sent = changes.filter(({ now }) => target.has(now.hash));
    expect(sent.length).toBeGreaterThan(0);
    proxy.asked.length = 0;
    for (const { file, now } of changes) if (!target.has(now.hash)) await put(file);
    await target.apply({ from: null, to: positionOf(1), changes });
    expect(writes()).toHaveLength(FILES.length - sent.length);
    expect(await readAll(target)).toEqual(wanted);
    expect(await target.check()).toEqual([]);
  });

  it('is sent by the release where the service could not be reached', async () => {
    proxy.judge(() => 'cut');
    const changes = await putAll();
    await target.forgetPut();
    proxy.judge(() => null);
    await putAll();
    await target.apply({ from: null, to: positionOf(1), changes });
    expect(await readAll(target)).toEqual(wanted);
    expect(await target.check()).toEqual([]);
  });

  it('is erased with everything else', async () => {
    await put('secret-person/index.html', 'the secret');
    await put('a.html', 'names the secret-person');
    await untilThere('a.html');
    await untilThere('secret-person/index.html');
    await target.erase({ files: ['secret-person/index.html'], hashes: [] });
    expect(await inBucket('secret-person/index.html')).toBeNull();
    expect(await inBucket('a.html')).toBeNull();
    target.close();
    expect(findTraces(options.folder, ['secret-person'])).toEqual([]);
    target = await openS3Target(options);
    const changes = [await put('a.html', 'a')];
    await target.apply({ from: null, to: positionOf(1), changes });
    expect(await readAll(target)).toEqual({ 'a.html': 'a' });
  });
});
