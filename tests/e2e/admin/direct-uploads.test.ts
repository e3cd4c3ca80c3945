import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PutBucketCorsCommand } from '@aws-sdk/client-s3';
import type { Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Media } from '../../../model/api/media.ts';
import type { S3Place } from '../../../server/config-s3.ts';
import { corsRules } from '../../../server/operations/doctor/check-media.ts';
import { PART_BYTES } from '../../../server/media/bucket-uploads.ts';
import { requireComponent } from '../../support/components.ts';
import { gatewayClient } from '../../support/gateway/gateway-client.ts';
import { findGateway, gatewayPath } from '../../support/gateway/gateway.ts';
import { newMediaPlace } from '../../support/gateway/media-bucket.ts';
import { pictureBytes } from '../../support/media/pictures.ts';
import { filmBytes } from '../../support/media/recordings.ts';
import { createOwner, openAdmin, START_TIMEOUT_MS, type Admin } from './open-admin.ts';

const executablePath = requireComponent('chromium');
const OWNER = { name: 'Ada', email: 'ada@example.org', password: 'a sentence is long enough' };
const INPUT = '.page-head input[type=file]';
const WAITING = 'No connection. It goes on by itself.';

const partsOf = (requests: readonly Request[]): string[] =>
  requests.map((request) => new URL(request.url()).searchParams.get('partNumber') ?? '');
const film = (parts: number, seed: number): Buffer => filmBytes(parts * PART_BYTES + 1_000, seed);

type Sent = { toBucket: Request[]; pieces: Request[] };

/** In order: the bucket does not let browsers at first, and does from then on. */
describe.skipIf(executablePath === null || gatewayPath === null)(
  'uploads straight from the media library to a bucket',
  { timeout: 90_000 },
  () => {
    let admin: Admin;
    let page: Page;
    let place: S3Place;
    const folder = mkdtempSync(join(tmpdir(), 'stillpress-files-'));

    beforeAll(async () => {
      place = await newMediaPlace();
      const { bucket, credentials, endpoint = '', prefix } = place;
      admin = await openAdmin({
        executablePath,
        env: {
          MEDIA_STORE: `s3://${bucket}/${prefix}`,
          MEDIA_DIRECT_UPLOADS: 'yes',
          S3_ENDPOINT: endpoint,
          S3_ACCESS_KEY_ID: credentials?.accessKeyId ?? '',
          S3_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? '',
        },
      });
      ({ page } = admin);
      await createOwner(admin, OWNER);
      await page.goto(`${admin.url}media`);
    }, START_TIMEOUT_MS);

    afterAll(async () => {
      await admin?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    const row = (name: string) => page.getByRole('row', { name });
    /** The same file, whenever it is chosen. */
    const choose = async (name: string, bytes: Buffer): Promise<void> => {
      const path = join(folder, name);
      if (!existsSync(path)) writeFileSync(path, bytes);
      await page.locator(INPUT).setInputFiles(path);
    };
    const toBucket = (request: Request): boolean =>
      request.method() === 'PUT' && request.url().startsWith(place.endpoint ?? '-');
    const hear = (): Sent => {
      const sent: Sent = { toBucket: [], pieces: [] };
      page.on('request', (request) => {
        const isPiece = request.method() === 'PATCH' || request.url().endsWith('/api/v1/media');
        if (toBucket(request)) sent.toBucket.push(request);
        else if (request.method() !== 'GET' && isPiece) sent.pieces.push(request);
      });
      return sent;
    };
    /** The file that has become of it has its bytes. */
    const expectFile = async (name: string, bytes: Buffer): Promise<void> => {
      await row(name).waitFor();
      const { media } = (await admin.send('GET', `media?q=${name}`, undefined)) as { media: Media[] };
      expect(media.map(({ hash }) => hash)).toEqual([createHash('sha256').update(bytes).digest('hex')]);
    };

    test('go through the server where the bucket does not let the browser, and nothing is lost', async () => {
      const sent = hear();
      const bytes = film(1, 1);
      await choose('early.mp4', bytes);
      await expectFile('early.mp4', bytes);
      expect(sent.toBucket.length).toBeGreaterThan(0);
      expect(sent.pieces.length).toBeGreaterThan(0);
      const before = sent.toBucket.length;
      const next = film(0, 2);
      await choose('after.mp4', next);
      await expectFile('after.mp4', next);
      expect(sent.toBucket).toHaveLength(before);
    });

    test('bring a picture and a film to the bucket without a byte through the server', async () => {
      const client = gatewayClient(await findGateway());
      const CORSConfiguration = corsRules(new URL(admin.url).origin);
      await client.send(new PutBucketCorsCommand({ Bucket: place.bucket, CORSConfiguration }));
      client.destroy();
      await page.reload();
      const sent = hear();
      const picture = await pictureBytes({ width: 640, height: 320, seed: 3 });
      await choose('fjord.jpg', picture);
      await row('fjord.jpg').waitFor();
      expect(partsOf(sent.toBucket)).toEqual(['1']);
      const bytes = film(2, 4);
      await choose('tide.mp4', bytes);
      await expectFile('tide.mp4', bytes);
      expect(partsOf(sent.toBucket)).toEqual(['1', '1', '2', '3']);
      expect(sent.pieces).toEqual([]);
    });

    test('go on by themselves where they were, when the connection is back', async () => {
      const { context } = admin.browser;
      const bytes = film(3, 5);
      const taken: Request[] = [];
      const first = page.waitForResponse((response) => toBucket(response.request()));
      page.on('requestfinished', (request) => toBucket(request) && taken.push(request));
      await choose('storm.mp4', bytes);
      await first;
      await context.setOffline(true);
      await page.getByText(WAITING).waitFor();
      await context.setOffline(false);
      await expectFile('storm.mp4', bytes);
      expect(partsOf(taken).filter((part) => part === '1')).toHaveLength(1);
      expect(new Set(partsOf(taken))).toEqual(new Set(['1', '2', '3', '4']));
    });

    test('send what is missing alone when the same file is chosen again after a reload', async () => {
      const bytes = film(2, 6);
      await page.route('**/*partNumber=2*', () => undefined);
      const first = page.waitForResponse((response) => toBucket(response.request()));
      await choose('night.mp4', bytes);
      await first;
      await page.waitForRequest((request) => partsOf([request])[0] === '2');
      page.once('dialog', (question) => void question.accept());
      await page.reload();
      await page.unroute('**/*partNumber=2*');
      await page.getByRole('region', { name: 'Unfinished uploads' }).getByText('night.mp4').waitFor();
      const sent = hear();
      await choose('night.mp4', bytes);
      await expectFile('night.mp4', bytes);
      expect(partsOf(sent.toBucket)).toEqual(['2', '3']);
    });

    test('end in the bucket too when nobody wants them any more', async () => {
      await page.route('**/*partNumber=2*', () => undefined);
      const second = page.waitForRequest((request) => partsOf([request])[0] === '2');
      await choose('unwanted.mp4', film(2, 7));
      const [, id = ''] = /uploads\/([^/]+)\/whole/.exec((await second).url()) ?? [];
      const ended = page.waitForResponse((response) => response.request().method() === 'DELETE');
      await page.getByRole('button', { name: 'Cancel the upload of unwanted.mp4' }).click();
      expect((await ended).status()).toBe(204);
      await page.unroute('**/*partNumber=2*');
      expect(await admin.send('POST', `uploads/${id}/parts`, {})).toMatchObject({ code: 'upload-not-found' });
    });

    test('do all of it within a content security policy that lets them nowhere else', async () => {
      expect(admin.complaints).toEqual([]);
      const other = `${place.endpoint}/another-bucket/uploads/x`;
      const refused = await page.evaluate(`(async () => {
        const told = new Promise((resolve) => {
          document.addEventListener('securitypolicyviolation', (event) => resolve(event.effectiveDirective));
        });
        await fetch('${other}', { method: 'PUT', body: 'x' }).catch(() => null);
        const late = new Promise((resolve) => setTimeout(() => resolve('nothing'), 5000));
        return await Promise.race([told, late]);
      })()`);
      expect(refused).toBe('connect-src');
    });
  },
);
