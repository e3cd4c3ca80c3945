import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { createDiskMediaStore } from '../../server/media/disk-media-store.ts';
import { startApiServer } from '../e2e/api/api-server.ts';
import { createClient } from '../e2e/api/client.ts';
import { startChild, type Child } from '../support/child-process.ts';
import { recordFaults } from '../support/fault-record.ts';
import { filmBytes } from '../support/media/recordings.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../support/databases.ts';

const KILLS = 6;
const TIMEOUT_MS = 180_000;
const PIECE_BYTES = 256 * 1024;

describe.each(DIALECTS)('a web process that is killed while a file comes, on %s', (dialect) => {
  test(
    'goes on from where it was, and the file is the one that was sent',
    { timeout: TIMEOUT_MS },
    async () => {
      const opened = await openTestDatabase(dialect);
      const mediaFolder = mkdtempSync(join(tmpdir(), 'stillpress-media-'));
      try {
        const film = filmBytes(16_000_000);
        const cookies = await signIn(opened);
        let address: string | null = null;
        const offsets: number[] = [];
        for (let kill = 0; kill < KILLS; kill += 1) {
          const { child, port } = await startServer(opened, mediaFolder);
          address ??= await begin({ port, cookies }, film.length);
          offsets.push(await offsetOf({ port, cookies }, address));
          const from = offsets.at(-1) ?? 0;
          await sendUntilKilled(
            { port, cookies, address },
            { child, bytes: film.subarray(from), offset: from },
          );
        }
        expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
        expect(new Set(offsets).size).toBeGreaterThan(2);
        const { child, port } = await startServer(opened, mediaFolder);
        const from = await offsetOf({ port, cookies }, address ?? '');
        const reply = await clientOf({ port, cookies }).send('PATCH', address ?? '', {
          headers: pieceHeaders(from),
          body: film.subarray(from),
        });
        expect(reply.status).toBe(204);
        const media = (await clientOf({ port, cookies }).get(String(reply.headers.location))).json as {
          hash: string;
        };
        expect(media.hash).toBe(createHash('sha256').update(film).digest('hex'));
        child.process.kill('SIGKILL');
        await child.ended;
        recordFaults('a web process is killed');
        const kept = await createDiskMediaStore({ root: join(mediaFolder, 'media') }).open(media.hash);
        expect(kept !== null && film.equals(await buffer(kept))).toBe(true);
      } finally {
        await opened.close();
        rmSync(mediaFolder, { recursive: true });
      }
    },
  );
});

type Place = { port: number; cookies: ReadonlyMap<string, string> };

async function signIn({ database }: TestDatabase): Promise<Map<string, string>> {
  const server = await startApiServer(database);
  try {
    return (await server.signInAs('editor')).cookies;
  } finally {
    await server.close();
  }
}

async function startServer({ dataDir, databaseUrl }: TestDatabase, mediaFolder: string) {
  const place = JSON.stringify({ dataDir, databaseUrl, mediaFolder });
  const child = startChild(join(import.meta.dirname, 'api-child.ts'), [place]);
  return { child, port: Number(await child.nextLine()) };
}

function clientOf({ cookies, port }: Place) {
  const client = createClient(port);
  for (const [name, value] of cookies) client.cookies.set(name, value);
  return client;
}

async function begin(place: Place, length: number): Promise<string> {
  const headers = { 'Upload-Length': String(length), 'Upload-Metadata': 'filename ZmlsbS5tcDQ=' };
  return String((await clientOf(place).send('POST', '/api/v1/uploads', { headers })).headers.location);
}

async function offsetOf(place: Place, address: string): Promise<number> {
  return Number((await clientOf(place).send('HEAD', address)).headers['upload-offset']);
}

function pieceHeaders(offset: number): Record<string, string> {
  return { 'Content-Type': 'application/offset+octet-stream', 'Upload-Offset': String(offset) };
}

type Sending = { child: Child; bytes: Buffer; offset: number };

/** As one long piece, slowly enough to be met in the middle of it. */
async function sendUntilKilled(
  { address, cookies, port }: Place & { address: string },
  { bytes, child, offset }: Sending,
): Promise<void> {
  const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  const outgoing = request({
    host: '127.0.0.1',
    port,
    method: 'PATCH',
    path: address,
    headers: { ...pieceHeaders(offset), Cookie: cookie, 'Content-Length': bytes.length },
  });
  outgoing.on('error', () => undefined);
  // The last tenth stays away: the file must not become whole before its server is killed.
  const end = Math.min(bytes.length * 0.9, 5_500_000 + Math.random() * 1_000_000);
  for (let at = 0; at < end; at += PIECE_BYTES) {
    outgoing.write(bytes.subarray(at, Math.min(end, at + PIECE_BYTES)));
    await sleep(10);
  }
  child.process.kill('SIGKILL');
  await child.ended;
  recordFaults('a web process is killed in the middle of an upload');
  outgoing.destroy();
}
