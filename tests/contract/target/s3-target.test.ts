import { createHash } from 'node:crypto';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketWebsiteCommand,
  PutObjectAclCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  isS3TargetInUse,
  openS3Target,
  type S3TargetOptions,
} from '../../../server/publishing/target/s3/s3-target.ts';
import { readAbilities } from '../../../server/publishing/target/s3/service-abilities.ts';
import type { Target, TargetChange } from '../../../server/publishing/target/target.ts';
import { gatewayClient } from '../../support/gateway/gateway-client.ts';
import { findGateway, gatewayPath } from '../../support/gateway/gateway.ts';
import { startGatewayProxy, type GatewayProxy } from '../../support/gateway/gateway-proxy.ts';
import { changesOf, positionOf, readAll, release, temporaryPlace } from './target-fixture.ts';
import { s3Options } from './targets.ts';

// Each request is one of several on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

describe.skipIf(gatewayPath === null)('the S3 target', () => {
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

  const at = (file: string) => ({ Bucket: options.place.bucket, Key: options.place.prefix + file });
  const look = (file: string) => client.send(new HeadObjectCommand(at(file)));
  /** What was asked of keys of the site, and of no other ones. */
  function askedOfSite(): string[] {
    const start = `/${options.place.bucket}/${options.place.prefix}`;
    return proxy.asked
      .map((asked) => asked.replace(start, ''))
      .filter((asked) => !asked.includes('.stillpress/') && !asked.startsWith('GET /'));
  }
  async function listKeys(): Promise<string[]> {
    const { bucket: Bucket, prefix: Prefix } = options.place;
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
    return Contents.map(({ Key = '' }) => Key.slice(Prefix.length)).filter(
      (key) => !key.startsWith('.stillpress/'),
    );
  }

  it('gives pages and assets the headers that browsers and caches need', async () => {
    const [page, asset] = await changesOf(target, { 'a/index.html': 'page', '_astro/a.css': 'style' });
    const changes = [
      page,
      { file: '_astro/a.css', now: { ...asset?.now, contentType: 'text/css', isAsset: true } },
    ];
    await target.apply({ from: null, to: positionOf(1), changes: changes as TargetChange[] });
    expect(await look('a/index.html')).toMatchObject({
      ContentType: 'text/html',
      CacheControl: 'public, max-age=0, must-revalidate',
      Metadata: { sha256: createHash('sha256').update('page').digest('hex') },
    });
    expect(await look('_astro/a.css')).toMatchObject({
      ContentType: 'text/css',
      CacheControl: 'public, max-age=31536000, immutable',
    });
  });

  it('has the website of the bucket answer a permanent redirect, and leaves one for a time to its page', async () => {
    const { bucket: Bucket, prefix } = options.place;
    const WebsiteConfiguration = { IndexDocument: { Suffix: 'index.html' } };
    await client.send(new PutBucketWebsiteCommand({ Bucket, WebsiteConfiguration }));
    const hash = await target.put({ bytes: Buffer.from('leads on'), contentType: 'text/html' });
    const redirectTo = (status: number) => ({
      hash,
      contentType: 'text/html',
      redirect: { status, location: '/neü/' },
    });
    const changes = [
      { file: 'old/index.html', now: redirectTo(301) },
      { file: 'for-now/index.html', now: redirectTo(302) },
    ];
    await target.apply({ from: null, to: positionOf(1), changes });
    expect((await look('old/index.html')).WebsiteRedirectLocation).toBe('/ne%C3%BC/');
    expect((await look('for-now/index.html')).WebsiteRedirectLocation).toBeUndefined();
    await client.send(new PutObjectAclCommand({ ...at('old/index.html'), ACL: 'public-read' }));
    const answer = await askWebsite(`${Bucket}.web.localhost`, `/${prefix}old/`);
    expect(answer).toMatch(/^HTTP\/1.1 301 /);
    expect(answer).toContain('Location: /ne%C3%BC/');
  });

  it('keeps pages aside while nobody waits, so that their release is one request a page', async () => {
    await release(target, pages(40));
    await target.prepare();
    proxy.asked.length = 0;
    const others = Object.fromEntries(Object.keys(pages(40)).map((file) => [file, `other ${file}`]));
    await release(target, others);
    const own = proxy.asked.filter((asked) => asked.includes('.stillpress/blobs/'));
    expect({ own, written: askedOfSite().length }).toEqual({ own: [], written: 40 });
    expect(target.has(createHash('sha256').update('page 7').digest('hex'))).toBe(true);
  });

  it('asks nothing of keys that do not change', async () => {
    await release(target, pages(30));
    proxy.asked.length = 0;
    await release(target, { '7/index.html': 'other', '8/index.html': null });
    expect(askedOfSite()).toEqual(['PUT 7/index.html', 'DELETE 8/index.html']);
    proxy.asked.length = 0;
    await release(target, { '9/index.html': 'page 9' });
    await target.prepare();
    expect(askedOfSite()).toEqual([]);
  });

  it('writes assets first, then pages, and removes last', async () => {
    await release(target, { 'gone.html': 'gone' });
    const [page] = await changesOf(target, { 'a.html': 'page' });
    const [style] = await changesOf(target, { 'a.css': 'style' });
    const asset = { file: 'a.css', now: { ...style?.now, isAsset: true } };
    proxy.asked.length = 0;
    const changes = [{ file: 'gone.html', now: null }, page, asset] as TargetChange[];
    await target.apply({ from: target.position(), to: positionOf(2), changes });
    expect(askedOfSite()).toEqual(['PUT a.css', 'PUT a.html', 'DELETE gone.html']);
  });

  it('goes on after a service that went away in the middle, with what is left', async () => {
    await release(target, { 'a.html': 'a' });
    const position = target.position();
    proxy.asked.length = 0;
    proxy.judge((asked) => (asked.startsWith('PUT') && askedOfSite().length > 40 ? 'cut' : null));
    const failing = release(target, { ...pages(100), 'a.html': null });
    await expect(failing).rejects.toMatchObject({
      code: 'target-failed',
      message: expect.stringContaining('cannot be reached'),
    });
    expect(target.position()).toMatchObject({ releaseNumber: 1 });
    // Nobody takes what is half written for the release before.
    expect(target.position()?.releaseId).not.toBe(position?.releaseId);
    proxy.judge(() => null);
    proxy.asked.length = 0;
    await release(target, { ...pages(100), 'a.html': null });
    expect(askedOfSite().filter((asked) => asked.startsWith('PUT')).length).toBeLessThanOrEqual(60);
    expect(await readAll(target)).toEqual(pages(100));
    expect(await target.check()).toEqual([]);
  });

  it('goes back to the release that it is at, should no other one come', async () => {
    await release(target, pages(40));
    proxy.asked.length = 0;
    proxy.judge((asked) => (asked.startsWith('PUT') && askedOfSite().length > 20 ? 'cut' : null));
    const others = Object.fromEntries(Object.keys(pages(40)).map((file) => [file, `other ${file}`]));
    await expect(release(target, others)).rejects.toMatchObject({ code: 'target-failed' });
    proxy.judge(() => null);
    await target.prepare();
    expect(await readAll(target)).toEqual(pages(40));
    expect(await target.check()).toEqual([]);
  });

  it('tries again what a service that is overloaded refuses', async () => {
    let count = 0;
    proxy.judge(() => ((count += 1) % 3 === 0 ? 503 : null));
    await release(target, pages(30));
    expect(await readAll(target)).toEqual(pages(30));
    expect(proxy.mostAtOnce()).toBeLessThanOrEqual(16);
  });

  it('says what keeps it from being opened, and leaves everything as it is', async () => {
    await release(target, pages(3));
    target.close();
    proxy.judge(() => 'cut');
    await expect(openS3Target(options)).rejects.toMatchObject({
      code: 'target-failed',
      message: expect.stringContaining(options.place.bucket),
    });
    expect(isS3TargetInUse(options)).toBe(false);
    proxy.judge(() => null);
    const unknown = { ...options, place: { ...options.place, bucket: 'no-such-bucket' } };
    await expect(openS3Target(unknown)).rejects.toMatchObject({
      code: 'target-failed',
      message: expect.stringContaining('there is no such bucket'),
    });
    target = await openS3Target(options);
    expect(await readAll(target)).toEqual(pages(3));
  });

  it('finds out what the service can', () => {
    expect(readAbilities(options.folder)).toMatchObject({
      conditionalWrites: 'unquoted',
      checksums: true,
      versions: false,
    });
  });

  it('takes a bucket that holds the files of somebody else for none of its own', async () => {
    target.close();
    options.place = { ...options.place, prefix: 'mine/' };
    await client.send(new PutObjectCommand({ ...at('holiday.jpg'), Body: 'x' }));
    await expect(openS3Target(options)).rejects.toMatchObject({
      code: 'target-failed',
      message: expect.stringContaining('holiday.jpg'),
    });
  });

  const elsewhere = (): S3TargetOptions => ({ ...options, folder: join(place.place, 'other') });

  /** As if the other one had begun long ago. */
  async function makeOlder(): Promise<void> {
    const { Body } = await client.send(new GetObjectCommand(at('.stillpress/current')));
    const marker = JSON.parse((await Body?.transformToString()) ?? '');
    marker.claim.at = new Date(Date.now() - 10 * 60_000).toISOString();
    await client.send(new PutObjectCommand({ ...at('.stillpress/current'), Body: JSON.stringify(marker) }));
  }

  describe('on a machine that knows nothing', () => {
    it('reads from the bucket what it holds, and goes on without sending anything again', async () => {
      await release(target, pages(20));
      await release(target, { '0/index.html': 'changed', '1/index.html': null });
      const position = target.position();
      const before = [...target.list()];
      target.close();
      proxy.asked.length = 0;
      target = await openS3Target(elsewhere());
      expect(target.position()).toEqual(position);
      expect([...target.list()]).toEqual(before);
      expect(askedOfSite()).toEqual([]);
      expect(target.has(createHash('sha256').update('page 0').digest('hex'))).toBe(true);
      await release(target, { '2/index.html': 'changed too' });
      expect(askedOfSite()).toEqual(['PUT 2/index.html']);
    });

    it('reads what many releases have changed', async () => {
      await release(target, pages(60));
      for (let number = 0; number < 8; number += 1)
        await release(target, { [`${number}/index.html`]: `new ${number}` });
      const before = await readAll(target);
      target.close();
      target = await openS3Target(elsewhere());
      expect(await readAll(target)).toEqual(before);
      expect(await target.check()).toEqual([]);
    });

    it('waits while the other one may be at it still, and takes over after that', async () => {
      await release(target, pages(5));
      proxy.asked.length = 0;
      proxy.judge((asked) => (asked.startsWith('PUT') && askedOfSite().length > 30 ? 'cut' : null));
      await expect(release(target, pages(60))).rejects.toMatchObject({ code: 'target-failed' });
      target.close();
      proxy.judge(() => null);
      target = await openS3Target(elsewhere());
      expect(target.position()).toMatchObject({ releaseNumber: 1 });
      await expect(release(target, pages(60))).rejects.toMatchObject({ code: 'publisher-busy' });
      await makeOlder();
      expect(await target.renew()).toBe(false);
      proxy.asked.length = 0;
      await release(target, pages(60));
      expect(await readAll(target)).toEqual(pages(60));
    });

    it('keeps two machines from writing one over the other', async () => {
      await release(target, pages(3));
      const other = await openS3Target(elsewhere());
      try {
        await release(other, { '0/index.html': 'of the other' });
        await expect(release(target, { '0/index.html': 'mine' })).rejects.toMatchObject({
          code: 'target-failed',
        });
        expect(await readAll(other)).toMatchObject({ '0/index.html': 'of the other' });
        expect(await target.renew()).toBe(false);
        expect(target.position()).toEqual(other.position());
        await release(target, { '0/index.html': 'mine' });
        expect(await readAll(target)).toMatchObject({ '0/index.html': 'mine' });
      } finally {
        other.close();
      }
    });
  });

  async function alter(): Promise<void> {
    await client.send(new PutObjectCommand({ ...at('0/index.html'), Body: 'hacked' }));
    await client.send(new DeleteObjectCommand(at('1/index.html')));
    await client.send(new PutObjectCommand({ ...at('mine.html'), Body: 'mine' }));
  }

  describe('where somebody has altered the bucket', () => {
    beforeEach(() => release(target, { ...pages(3), 'a.html': 'a' }));

    it('finds what differs, and the next release puts it right', async () => {
      await alter();
      const wrong = ['0/index.html', '1/index.html', 'mine.html'];
      expect(await target.check()).toEqual(wrong);
      const from = target.position();
      expect(from).toMatchObject({ releaseNumber: 1 });
      expect(from?.releaseId).not.toBe('release 1');
      const lost = createHash('sha256').update('page 0').digest('hex');
      expect(target.has(lost)).toBe(false);
      await changesOf(target, pages(3));
      await target.apply({ from, to: positionOf(2), changes: [] });
      expect(await target.check()).toEqual([]);
      expect(await readAll(target)).toEqual({ ...pages(3), 'a.html': 'a' });
      expect(await listKeys()).not.toContain('mine.html');
    });

    it('refuses a release that cannot put it right for want of the bytes', async () => {
      await alter();
      await target.check();
      await expect(release(target, { 'b.html': 'b' })).rejects.toMatchObject({ code: 'target-failed' });
      expect(await readAll(target)).toMatchObject({ '0/index.html': 'hacked' });
    });

    it('compares headers too, of the files that it is asked about', async () => {
      const CopySource = `${options.place.bucket}/${options.place.prefix}a.html`;
      await client.send(
        new CopyObjectCommand({
          ...at('a.html'),
          CopySource,
          MetadataDirective: 'REPLACE',
          ContentType: 'text/plain',
        }),
      );
      expect(await target.check(['0/index.html'])).toEqual([]);
      expect(await target.check(['0/index.html', 'a.html'])).toEqual(['a.html']);
    });

    it('begins anew where it was emptied', async () => {
      const { bucket: Bucket, prefix: Prefix } = options.place;
      const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
      for (const { Key = '' } of Contents) await client.send(new DeleteObjectCommand({ Bucket, Key }));
      expect(await target.renew()).toBe(true);
      expect(target.position()).toBeNull();
      await release(target, pages(2));
      expect(await readAll(target)).toEqual(pages(2));
    });
  });
});

function pages(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${index}/index.html`, `page ${index}`] as const).sort(
      ([a], [b]) => (a < b ? -1 : 1),
    ),
  );
}

/** As a browser whose name servers know the website of the bucket. This service answers a redirect twice, which no HTTP client takes. */
async function askWebsite(host: string, path: string): Promise<string> {
  const { hostname, port } = new URL((await findGateway()).endpoint);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.end(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
  return await text(socket);
}
