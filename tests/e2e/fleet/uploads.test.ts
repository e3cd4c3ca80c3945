import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { directUploadSchema, mediaSchema, uploadSchema } from '../../../model/api/media.ts';
import { PART_BYTES } from '../../../server/media/bucket-uploads.ts';
import { DIALECTS } from '../../support/databases.ts';
import { gatewayPath } from '../../support/gateway/gateway.ts';
import { newMediaPlace } from '../../support/gateway/media-bucket.ts';
import { filmBytes } from '../../support/media/recordings.ts';
import { nginxPath } from '../../support/start-nginx.ts';
import { createClient, type Client } from '../api/client.ts';
import type { RunningCommand } from '../cli/run-stillpress.ts';
import { openFleet, type Fleet, type Place } from './open-fleet.ts';

const TIMEOUT_MS = 180_000;
const UPLOADS = '/api/v1/uploads';
const hasAll = DIALECTS.includes('postgres') && nginxPath !== null && gatewayPath !== null;

const headersAt = (offset: number) => ({
  'Content-Type': 'application/offset+octet-stream',
  'Upload-Offset': String(offset),
});

const offsetAt = async (client: Client, address: string): Promise<number> =>
  Number((await client.send('HEAD', address)).headers['upload-offset']);

const patch = (client: Client, address: string, { body, offset }: { body: Buffer; offset: number }) =>
  client.send('PATCH', address, { headers: headersAt(offset), body });

/** In order: two machines that have nothing in common but PostgreSQL and the bucket, then one that comes back. */
describe.skipIf(!hasAll)(
  'an upload to two web processes on machines of their own, with media in a bucket',
  { timeout: TIMEOUT_MS },
  () => {
    let fleet: Fleet;
    let places: readonly Place[];
    let webs: RunningCommand[];
    let atEach: Client[];

    beforeAll(async () => {
      const { bucket, credentials, endpoint, prefix } = await newMediaPlace();
      fleet = await openFleet({
        webPlaces: 2,
        more: {
          MEDIA_STORE: `s3://${bucket}/${prefix}`,
          S3_ENDPOINT: endpoint ?? '',
          S3_ACCESS_KEY_ID: credentials?.accessKeyId ?? '',
          S3_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? '',
        },
      });
      ({ places } = fleet);
      webs = await Promise.all(places.map((place) => fleet.startWebApart(place)));
      await fleet.signIn();
      atEach = places.map(({ port }) => {
        const client = createClient(port);
        for (const [name, value] of fleet.owner.cookies) client.cookies.set(name, value);
        return client;
      });
    }, TIMEOUT_MS);

    afterAll(() => fleet.close());

    const at = (index: number): Client => atEach[index % atEach.length] as Client;
    const begin = async (bytes: Buffer): Promise<string> => {
      const headers = { 'Upload-Length': String(bytes.length), 'Upload-Metadata': 'filename ZmlsbS5tcDQ=' };
      return String((await at(0).send('POST', UPLOADS, { headers })).headers.location);
    };
    /** The bytes that a browser gets from the other process are those that were sent. */
    const expectFile = async (location: unknown, bytes: Buffer): Promise<void> => {
      const { hash } = mediaSchema.parse((await at(0).get(String(location))).json);
      expect(hash).toBe(createHash('sha256').update(bytes).digest('hex'));
    };

    /** One piece that does not come to its end before its process is killed. */
    async function sendUntilKilled(address: string, { body, offset }: { body: Buffer; offset: number }) {
      const cookie = [...fleet.owner.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
      const outgoing = request({
        host: '127.0.0.1',
        port: places[0]?.port ?? 0,
        method: 'PATCH',
        path: address,
        headers: { ...headersAt(offset), Cookie: cookie, 'Content-Length': body.length },
      });
      outgoing.on('error', () => undefined);
      outgoing.write(body.subarray(0, body.length - 1_000));
      while ((await offsetAt(at(1), address)) === offset) await sleep(20);
      webs[0]?.signal('SIGKILL');
      await webs[0]?.ended;
      outgoing.destroy();
    }

    test('goes on at either with every piece, and is a file at both', async () => {
      const bytes = filmBytes(2 * PART_BYTES + 300_000, 1);
      const address = await begin(bytes);
      let last;
      for (let offset = 0, index = 0; offset < bytes.length; offset += 1_400_000, index += 1) {
        last = await patch(at(index), address, { body: bytes.subarray(offset, offset + 1_400_000), offset });
        expect(last.status).toBe(204);
      }
      await expectFile(last?.headers.location, bytes);
    });

    test('takes a piece once that is sent to both at the same time', async () => {
      const bytes = filmBytes(2 * PART_BYTES, 2);
      const address = await begin(bytes);
      const half = bytes.subarray(0, PART_BYTES + 5);
      const both = await Promise.all(
        [0, 1].map((index) => patch(at(index), address, { body: half, offset: 0 })),
      );
      const statuses = both.map(({ status }) => status);
      expect(statuses.filter((status) => status === 204)).toHaveLength(1);
      expect(statuses.filter((status) => [409, 423].includes(status))).toHaveLength(1);
      const rest = { body: bytes.subarray(half.length), offset: half.length };
      await expectFile((await patch(at(1), address, rest)).headers.location, bytes);
    });

    test('is begun at one, put straight to the bucket, and finished at the other', async () => {
      const bytes = filmBytes(PART_BYTES + 1_000, 4);
      const file = { fileName: 'film.mp4', sizeBytes: bytes.length };
      const begun = await at(0).post(`${UPLOADS}/direct`, file);
      expect([begun.status, begun.headers.location]).toEqual([201, expect.stringContaining(UPLOADS)]);
      const address = String(begun.headers.location);
      const { parts } = directUploadSchema.parse(begun.json);
      const early = await at(1).post(`${address}/finish`, {});
      expect([early.status, early.json]).toEqual([409, expect.objectContaining({ missing: [1, 2] })]);
      for (const { sizeBytes, start, url } of parts) {
        const body = new Uint8Array(bytes.subarray(start, start + sizeBytes));
        expect((await fetch(url, { method: 'PUT', body })).status).toBe(200);
      }
      const left = directUploadSchema.parse((await at(1).post(`${address}/parts`)).json);
      expect([left.missingParts, left.upload.receivedBytes]).toEqual([0, bytes.length]);
      const finished = uploadSchema.parse((await at(1).post(`${address}/finish`, {})).json);
      await expectFile(`/api/v1/media/${finished.mediaId ?? ''}`, bytes);
    });

    test('goes on at the other one where one is killed in the middle of a piece', async () => {
      const bytes = filmBytes(3 * PART_BYTES, 3);
      const address = await begin(bytes);
      await patch(at(0), address, { body: bytes.subarray(0, 1_000), offset: 0 });
      await sendUntilKilled(address, { body: bytes.subarray(1_000), offset: 1_000 });
      const offset = await offsetAt(at(1), address);
      expect(offset).toBeGreaterThanOrEqual(PART_BYTES);
      expect(offset).toBeLessThan(bytes.length);
      const middle = bytes.subarray(offset, offset + 2_000);
      expect((await patch(at(1), address, { body: middle, offset })).status).toBe(204);
      webs[0] = await fleet.startWebApart(places[0] as Place);
      const rest = offset + middle.length;
      const last = await patch(at(0), address, { body: bytes.subarray(rest), offset: rest });
      await expectFile(last.headers.location, bytes);
    });
  },
);
