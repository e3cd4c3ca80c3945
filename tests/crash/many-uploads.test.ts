import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { uploadedMediaSchema } from '../../model/api/media.ts';
import { startApiServer } from '../e2e/api/api-server.ts';
import { createClient, type Client } from '../e2e/api/client.ts';
import { startChild } from '../support/child-process.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../support/databases.ts';
import { formOf } from '../support/media/forms.ts';
import { pictureBytes } from '../support/media/pictures.ts';

const PICTURES = 250;
const TIMES_EACH = 2;
/** The program itself, 500 connections, and two pictures at work. */
const MEMORY_MAX_MB = 500;
const TIMEOUT_MS = 600_000;

describe.each(DIALECTS)('500 uploads at once to a web process, on %s', (dialect) => {
  test(
    'are all answered, each file is there once, and memory has a bound',
    { timeout: TIMEOUT_MS },
    async () => {
      const opened = await openTestDatabase(dialect);
      const mediaFolder = mkdtempSync(join(tmpdir(), 'stillpress-media-'));
      const { dataDir, databaseUrl } = opened;
      const cookies = await signIn(opened);
      const place = JSON.stringify({ dataDir, databaseUrl, mediaFolder });
      const child = startChild(join(import.meta.dirname, 'api-child.ts'), [place]);
      try {
        const port = Number(await child.nextLine());
        const client = createClient(port);
        for (const [name, value] of cookies) client.cookies.set(name, value);
        const pictures = await Promise.all(
          Array.from({ length: PICTURES }, (_, seed) =>
            pictureBytes({ width: 330 + seed, height: 240, seed }),
          ),
        );
        const sent = Array.from({ length: PICTURES * TIMES_EACH }, (_, n) => n % PICTURES);
        const outcomes = await Promise.all(sent.map((n) => upload(client, pictures[n] ?? Buffer.alloc(0))));
        expect(outcomes.filter(({ isAnswered }) => !isAnswered)).toEqual([]);
        const ids = Map.groupBy(outcomes, (_, at) => sent[at]);
        for (const same of ids.values()) expect(new Set(same.map(({ id }) => id)).size).toBe(1);
        expect(new Set(outcomes.map(({ id }) => id)).size).toBe(PICTURES);
        expect(await rowsOf(opened)).toBe(PICTURES);
        expect(peakMbOf(child.process.pid ?? 0)).toBeLessThan(MEMORY_MAX_MB);
        for (const { bytes, hash } of keptIn(join(mediaFolder, 'media/files')))
          expect(createHash('sha256').update(bytes).digest('hex')).toBe(hash);
        for (const left of ['arriving', 'media/incoming'])
          expect(readdirSync(join(mediaFolder, left))).toEqual([]);
      } finally {
        child.process.kill('SIGKILL');
        await child.ended;
        await opened.close();
        rmSync(mediaFolder, { recursive: true });
      }
    },
  );
});

/** Sent again for as long as it is told to come back later. */
async function upload(client: Client, bytes: Buffer): Promise<{ isAnswered: boolean; id: string }> {
  const form = formOf([{ fileName: 'picture.jpg', bytes }]);
  for (;;) {
    const reply = await client.send('POST', '/api/v1/media', { headers: form.headers, body: form.bytes });
    const retryAfter = Number(reply.headers['retry-after']);
    if ([429, 503].includes(reply.status) && retryAfter > 0) {
      await new Promise((resolve) => setTimeout(resolve, retryAfter * 1_000));
      continue;
    }
    if (reply.status !== 201) return { isAnswered: false, id: reply.text };
    const [result] = uploadedMediaSchema.parse(reply.json).results;
    return { isAnswered: true, id: result?.media?.id ?? '' };
  }
}

async function signIn({ database }: TestDatabase): Promise<Map<string, string>> {
  const server = await startApiServer(database);
  try {
    return (await server.signInAs('editor')).cookies;
  } finally {
    await server.close();
  }
}

async function rowsOf({ database }: TestDatabase): Promise<number> {
  const { rows } = await database.db
    .selectFrom('media')
    .select(({ fn }) => fn.countAll().as('rows'))
    .executeTakeFirstOrThrow();
  return Number(rows);
}

function peakMbOf(pid: number): number {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
}

function keptIn(folder: string): { hash: string; bytes: Buffer }[] {
  return readdirSync(folder).flatMap((shard) =>
    readdirSync(join(folder, shard)).map((hash) => ({
      hash,
      bytes: readFileSync(join(folder, shard, hash)),
    })),
  );
}
