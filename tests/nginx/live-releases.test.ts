import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Answer } from '../support/ask.ts';
import { startChild } from '../support/child-process.ts';
import { freePort } from '../support/free-port.ts';
import { assetText, readPage } from './live-releases.ts';
import { brotliModulePath, nginxPath, startNginx } from './start-nginx.ts';
import type { TestNginx } from './start-nginx.ts';

const RELEASES = 500;
const READERS = 6;
const PATHS = [
  ...Array.from({ length: 4 }, (_, index) => `/posts/${index}/`),
  '/swap',
  '/swap/',
  '/sometimes/1/',
];
/** These come and go: what is asked for may not be there, and a folder without its slash leads to the one with it. */
const COMES_AND_GOES = new Set(['/swap', '/swap/', '/sometimes/1/']);
const ENCODINGS = ['', 'gzip', ...(brotliModulePath === null ? [] : ['br'])];
/** A page in a cache is looked at so long after it was fetched. */
const LATE_MS = 40;

type Seen = {
  problems: string[];
  pages: number;
  assets: number;
  notModified: number;
  ranges: number;
  releases: Set<number>;
};

describe.skipIf(nginxPath === null)('readers through nginx while the disk target releases', () => {
  test(
    `${RELEASES} releases: each answer is of one release, what a page names is there, and no 304 or range is stale`,
    { timeout: 300_000 },
    async () => {
      const nginx = await startNginx({ webPort: await freePort() });
      try {
        const child = startChild(join(import.meta.dirname, 'live-releases-child.ts'), [
          nginx.targetRoot,
          String(RELEASES),
        ]);
        expect(await child.nextLine()).toBe('ready');
        let isDone = false;
        const seen: Seen = {
          problems: [],
          pages: 0,
          assets: 0,
          notModified: 0,
          ranges: 0,
          releases: new Set(),
        };
        const readers = Array.from({ length: READERS }, (_, index) =>
          read(nginx, seen, { encoding: ENCODINGS[index % ENCODINGS.length] ?? '', isDone: () => isDone }),
        );
        const last = await child.nextLine();
        isDone = true;
        await Promise.all([...readers, child.ended]);
        expect(last).toBe(`done ${RELEASES}`);
        expect(seen.problems.slice(0, 10)).toEqual([]);
        expect(seen.releases.size).toBeGreaterThan(RELEASES / 10);
        for (const count of [seen.pages, seen.assets, seen.notModified, seen.ranges])
          expect(count).toBeGreaterThan(20);
        expect(await nginx.errorLog()).not.toMatch(/\[(?:alert|crit|emerg)\]/);
      } finally {
        await nginx.stop();
      }
    },
  );
});

type Reader = { encoding: string; isDone: () => boolean };

async function read(nginx: TestNginx, seen: Seen, { encoding, isDone }: Reader): Promise<void> {
  const accept: Record<string, string> = encoding === '' ? {} : { 'Accept-Encoding': encoding };
  /** What each tag has stood for: the same bytes whenever it is met again. */
  const known = new Map<string, { tag: string; text: string }>();
  for (let turn = 0; !isDone(); turn += 1) {
    const path = PATHS[turn % PATHS.length] ?? '/';
    const before = known.get(path);
    const isConditional = before !== undefined && turn % 2 === 0;
    const answer = await nginx.ask(path, {
      headers: isConditional ? { ...accept, 'If-None-Match': before.tag } : accept,
    });
    if (COMES_AND_GOES.has(path) && [301, 404].includes(answer.status)) continue;
    if (isConditional && answer.status === 304) {
      // Right only if nothing has changed meanwhile: asked without the tag, the same or a later release comes.
      seen.notModified += 1;
      await checkNotModified(nginx, seen, { path, accept, before });
      continue;
    }
    const text = answer.status === 200 ? decode(answer) : '';
    const page = readPage(text);
    if (page === null) {
      seen.problems.push(`${path} ${answer.status}: ${text.slice(0, 80)} … ${text.slice(-40)}`);
      continue;
    }
    seen.pages += 1;
    seen.releases.add(page.release);
    const tag = answer.headers.etag ?? '';
    if (before?.tag === tag && before.text !== text)
      seen.problems.push(`${path}: the tag ${tag} stands for two contents`);
    known.set(path, { tag, text });
    if (turn % 2 === 0) {
      const again = await nginx.ask(path, { headers: { ...accept, 'If-None-Match': tag } });
      if (again.status === 304) seen.notModified += 1;
    }
    await checkRange(nginx, seen, { path, accept, tag, answer });
    if (turn % 3 === 0) await delay(LATE_MS);
    for (const asset of page.assets) await checkAsset(nginx, seen, { asset, accept });
  }
}

type Known = { path: string; accept: Record<string, string>; before: { tag: string; text: string } };

async function checkNotModified(
  nginx: TestNginx,
  seen: Seen,
  { accept, before, path }: Known,
): Promise<void> {
  const answer = await nginx.ask(path, { headers: accept });
  if (answer.status !== 200) return;
  const text = decode(answer);
  if (answer.headers.etag === before.tag && text !== before.text)
    seen.problems.push(`${path}: a stale 304 for ${before.tag}`);
}

type Fetched = { path: string; accept: Record<string, string>; tag: string; answer: Answer };

/** The rest of an answer, as a browser fetches it after an interruption: of the same bytes, or the whole of the new ones. */
async function checkRange(
  nginx: TestNginx,
  seen: Seen,
  { accept, answer, path, tag }: Fetched,
): Promise<void> {
  const from = Math.floor(answer.body.length / 2);
  const rest = await nginx.ask(path, { headers: { ...accept, Range: `bytes=${from}-`, 'If-Range': tag } });
  if (rest.status !== 206) return;
  seen.ranges += 1;
  if (!rest.body.equals(answer.body.subarray(from)))
    seen.problems.push(`${path}: a range of other bytes than ${tag}`);
}

async function checkAsset(
  nginx: TestNginx,
  seen: Seen,
  { accept, asset }: { asset: string; accept: Record<string, string> },
): Promise<void> {
  const answer = await nginx.ask(asset, { headers: accept });
  seen.assets += 1;
  if (answer.status !== 200 || decode(answer) !== assetText(asset))
    seen.problems.push(`${asset} ${answer.status}`);
}

function decode({ body, headers }: Answer): string {
  const encoding = headers['content-encoding'];
  if (encoding === 'gzip') return gunzipSync(body).toString();
  return encoding === 'br' ? brotliDecompressSync(body).toString() : body.toString();
}
