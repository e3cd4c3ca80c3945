import { setTimeout as delay } from 'node:timers/promises';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Answer } from '../support/ask.ts';
import { brotliModulePath } from '../support/start-nginx.ts';
import type { TestNginx } from '../support/start-nginx.ts';

/** A site that is released again and again while it is read. */
export type ChangingSite = {
  paths: readonly string[];
  /** These come and go: what is asked for may not be there, or have moved. */
  comesAndGoes: ReadonlySet<string>;
  /** What a page says of itself; null where it is not whole. */
  readPage(path: string, text: string): { version: string | number; assets: readonly string[] } | null;
  isAsset(path: string, text: string): boolean;
};

export type Seen = {
  problems: string[];
  pages: number;
  assets: number;
  notModified: number;
  ranges: number;
  versions: Set<string | number>;
};

const READERS = 6;
const ENCODINGS = ['', 'gzip', ...(brotliModulePath === null ? [] : ['br'])];
/** A page in a cache is looked at so long after it was fetched. */
const LATE_MS = 40;

/** Reads for as long as `isDone` says no, as several visitors at once. */
export async function readLiveSite(
  nginx: TestNginx,
  { isDone, site }: { site: ChangingSite; isDone: () => boolean },
): Promise<Seen> {
  const seen: Seen = { problems: [], pages: 0, assets: 0, notModified: 0, ranges: 0, versions: new Set() };
  const readers = Array.from({ length: READERS }, (_, index) =>
    read({ nginx, seen, site }, { encoding: ENCODINGS[index % ENCODINGS.length] ?? '', isDone }),
  );
  await Promise.all(readers);
  return seen;
}

type Reading = { nginx: TestNginx; seen: Seen; site: ChangingSite };
type Reader = { encoding: string; isDone: () => boolean };

async function read({ nginx, seen, site }: Reading, { encoding, isDone }: Reader): Promise<void> {
  const accept: Record<string, string> = encoding === '' ? {} : { 'Accept-Encoding': encoding };
  const { comesAndGoes, paths } = site;
  /** What each tag has stood for: the same bytes whenever it is met again. */
  const known = new Map<string, { tag: string; text: string }>();
  for (let turn = 0; !isDone(); turn += 1) {
    const path = paths[turn % paths.length] ?? '/';
    const before = known.get(path);
    const isConditional = before !== undefined && turn % 2 === 0;
    const answer = await nginx.ask(path, {
      headers: isConditional ? { ...accept, 'If-None-Match': before.tag } : accept,
    });
    if (comesAndGoes.has(path) && [301, 404].includes(answer.status)) continue;
    if (isConditional && answer.status === 304) {
      // Right only if nothing has changed meanwhile: asked without the tag, the same or a later release comes.
      seen.notModified += 1;
      await checkNotModified(nginx, seen, { path, accept, before });
      continue;
    }
    const text = answer.status === 200 ? decode(answer) : '';
    const page = site.readPage(path, text);
    if (page === null) {
      seen.problems.push(`${path} ${answer.status}: ${text.slice(0, 80)} … ${text.slice(-40)}`);
      continue;
    }
    seen.pages += 1;
    seen.versions.add(page.version);
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
    for (const asset of page.assets) await checkAsset({ nginx, seen, site }, { asset, accept });
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
  { nginx, seen, site }: Reading,
  { accept, asset }: { asset: string; accept: Record<string, string> },
): Promise<void> {
  const answer = await nginx.ask(asset, { headers: accept });
  seen.assets += 1;
  if (answer.status !== 200 || !site.isAsset(asset, decode(answer)))
    seen.problems.push(`${asset} ${answer.status}`);
}

function decode({ body, headers }: Answer): string {
  const encoding = headers['content-encoding'];
  if (encoding === 'gzip') return gunzipSync(body).toString();
  return encoding === 'br' ? brotliDecompressSync(body).toString() : body.toString();
}
