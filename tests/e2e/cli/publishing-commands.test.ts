import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import { commandContext } from '../../../server/cli/command-context.ts';
import { EXIT } from '../../../server/cli/exit-codes.ts';
import { openDatabase } from '../../../server/store/database.ts';
import { freePort } from '../../support/free-port.ts';
import { runCommandLine } from '../../support/run-command-line.ts';
import type { CommandResult } from '../../support/run-command-line.ts';
import { runCommand, startCommand } from './run-stillpress.ts';
import type { RunningCommand } from './run-stillpress.ts';

/** Templates are built, and every command loads them. */
const TIMEOUT_MS = 180_000;

const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-commands-'));
const env: Record<string, string> = { DATA_DIR: dataDir, SITE_URL: 'https://site.example' };
const run = (...args: string[]): Promise<CommandResult> => runCommandLine(args, env);
const PAGE = '/blog/first-light/';
const live = (file: string): string => join(dataDir, 'public/live', file);
let entryId: string;

/** As its author would do it. */
async function write(title: string, { isPublic }: { isPublic: boolean }): Promise<void> {
  const database = await openDatabase({ dataDir });
  try {
    const { context, call } = commandContext(database);
    const content = { title, slug: 'first-light' };
    const known = entryId === undefined ? null : { entryId };
    const entry =
      known === null
        ? await createEntry(context, { ...call, collection: 'posts', locale: 'en', content })
        : await saveDraft(context, { ...call, ...known, expectedVersionId: lastVersionId, content });
    entryId = entry.id;
    lastVersionId = entry.draft.versionId;
    const entries = [{ entryId, expectedVersionId: lastVersionId }];
    if (isPublic) await publishEntries(context, { ...call, entries });
  } finally {
    await database.close();
  }
}
let lastVersionId: string;

const statusSchema = z.object({
  behind: z.number(),
  pages: z.object({ public: z.number(), outOfDate: z.number(), candidate: z.null() }),
  publisher: z.object({ state: z.string(), problem: z.null(), templateProblem: z.null() }),
});

/** In order: each one goes on from the state that the one before has left. */
describe('commands about what is published', { timeout: TIMEOUT_MS }, () => {
  let worker: RunningCommand | null = null;

  beforeAll(async () => {
    await run('migrate', 'up');
    await write('First light', { isPublic: true });
  }, TIMEOUT_MS);
  afterAll(async () => {
    worker?.signal('SIGKILL');
    await worker?.ended;
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('there is nothing to verify or to plan with before the first release', async () => {
    for (const args of [['verify'], ['plan', '--entry', entryId, '--withdraw']])
      expect(await run(...args)).toMatchObject({
        code: EXIT.unverified,
        err: expect.stringContaining('not-released'),
      });
  });

  test('rebuild releases every page, and shows how far it is in plain lines', async () => {
    const { code, err, out } = await run('rebuild');
    expect({ code, out }).toEqual({
      code: EXIT.ok,
      out: expect.stringMatching(/^Release 1: \d+ pages rendered/),
    });
    const lines = err.match(/^rendering: \d+ of \d+$/gm) ?? [];
    expect(lines.at(-1)).toMatch(/^rendering: (\d+) of \1$/);
  });

  test('verify passes, and says what it has looked at', async () => {
    const { code, out } = await run('verify');
    expect({ code, out }).toEqual({
      code: EXIT.ok,
      out: expect.stringMatching(
        /^Basis: release 1, publication 1, .*\nAll is as it should be: \d+ pages rendered/,
      ),
    });
  });

  test('a live tree that somebody has taken away is not called live', async () => {
    const tree = realpathSync(join(dataDir, 'public/live'));
    renameSync(tree, `${tree}-away`);
    const [status, verify] = [await run('status'), await run('verify')];
    renameSync(`${tree}-away`, tree);
    expect(status.out).toMatch(/live: none here; if visitors read this folder/);
    expect(verify).toMatchObject({
      code: EXIT.unverified,
      err: expect.stringContaining('Release 1 is on record'),
    });
  });

  test('verify counts what is not as it should be', async () => {
    const stray = live('stray.txt');
    writeFileSync(stray, 'not ours');
    const { code, out } = await run('verify');
    rmSync(stray);
    expect({ code, out }).toEqual({
      code: EXIT.failed,
      out: expect.stringMatching(/stray\.txt.*\n(.*\n)*1 difference: \d+ pages rendered/),
    });
  });

  test('plan says where publishing would change nothing', async () => {
    expect(await run('plan', '--entry', entryId)).toMatchObject({
      code: EXIT.ok,
      out: 'The draft is what is public; nothing to publish.',
    });
    const plan: unknown = JSON.parse((await run('plan', '--entry', entryId, '--json')).out);
    expect(plan).toMatchObject({ pages: [], failures: [], work: { pagesRendered: 0 } });
  });

  test('plan names each page with the read behind it', async () => {
    await write('First light, again', { isPublic: false });
    const { code, out } = await run('plan', '--entry', entryId);
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/^changed {2}https?:\/\/\S+\/blog\/first-light\/ +posts "first-light" \(en\)$/m);
    expect(out).toMatch(/^changed {2}https?:\/\/[^/]+\/ +list of posts \(en\)/m);
    expect(out).toMatch(/^Pages: \d+ changed\.\nPurge: these \d+ URLs, .*\nWork: \d+ rows read, /m);
    const { pages, purgeUrls } = z
      .object({
        pages: z.array(z.object({ path: z.string(), url: z.url(), change: z.string() })),
        purgeUrls: z.array(z.string()),
      })
      .parse(JSON.parse((await run('plan', '--entry', entryId, '--withdraw', '--json')).out));
    const url = expect.stringMatching(/^https?:\/\/[^/]+\/blog\/first-light\/$/);
    expect(pages).toContainEqual({ change: 'removed', path: PAGE, url });
    const withoutSlash = pages
      .filter(({ change, url: address }) => change === 'removed' && address.endsWith('/'))
      .map((page) => page.url.slice(0, -1));
    expect(purgeUrls.toSorted()).toEqual([...pages.map((page) => page.url), ...withoutSlash].toSorted());
  });

  test('rebuild of one page or one route renders no other', async () => {
    expect((await run('rebuild', '--path', PAGE)).out).toMatch(/^Release 2: 1 page rendered/);
    expect((await run('rebuild', '--route', '/blog/[slug]')).out).toMatch(/^Release 3: \d+ pages? rendered/);
  });

  test('what the site does not have is refused, and is no problem of publishing', async () => {
    expect(await run('rebuild', '--path', '/nowhere/')).toMatchObject({
      code: EXIT.failed,
      err: expect.stringContaining('page-not-found'),
    });
    expect((await run('rebuild', '--route', '/nothing/[slug]')).err).toMatch(/They have: .*\/blog\/\[slug\]/);
    expect((await run('rebuild', '--route', '/blog/[slug]', '--path', PAGE)).code).toBe(EXIT.usage);
    statusSchema.parse(JSON.parse((await run('status', '--json')).out));
  });

  test('cache rebuild makes a damaged content cache anew, and nothing that visitors get changes', async () => {
    writeFileSync(join(dataDir, 'content-cache.sqlite'), 'not a database at all');
    const { code, out } = await run('cache', 'rebuild');
    expect({ code, out }).toEqual({
      code: EXIT.ok,
      out: expect.stringContaining('0 new, 0 changed, 0 removed'),
    });
  });

  test('while another process publishes, all of them work beside it', async () => {
    worker = startCommand(['worker'], { ...env, PORT: String(await freePort()) });
    await worker.untilPrinted('"msg":"started"');
    await write('First light, once more', { isPublic: true });
    expect(await runCommand(['verify'], env)).toMatchObject({ code: EXIT.ok });
    expect(readFileSync(live('blog/first-light/index.html'), 'utf8')).toContain('First light, once more');
    expect((await run('rebuild', '--path', PAGE)).out).toMatch(/: 1 page rendered/);
    expect((await run('rebuild', '--path', '/nowhere/')).err).toContain('page-not-found');
    expect((await run('cache', 'rebuild')).out).toContain('0 new, 0 changed, 0 removed');
    expect((await run('verify', '--sample', '2')).out).toContain(
      'Of a sample of 2 pages, all is as it should be',
    );
    const status = statusSchema.parse(JSON.parse((await run('status', '--json')).out));
    expect(status).toMatchObject({ behind: 0, publisher: { state: 'running' }, pages: { outOfDate: 0 } });
  });

  test('a resume ends when what was held is live, where another process publishes', async () => {
    expect((await run('release', 'rollback', '1')).out).toContain('brings the site back to release 1');
    expect(readFileSync(live('blog/first-light/index.html'), 'utf8')).not.toContain('once more');
    expect((await run('release', 'resume')).out).toMatch(
      /^Resumed: what was held is live with release \d+\.$/m,
    );
    expect(readFileSync(live('blog/first-light/index.html'), 'utf8')).toContain('once more');
  });

  test('verify names what was altered by hand, and its exit code says so', async () => {
    rmSync(live('blog/first-light/index.html'));
    writeFileSync(live('blog/first-light/index.html'), 'gone wrong');
    const { code, err, out } = await run('verify');
    expect(code).toBe(EXIT.failed);
    expect(err).toContain('code: site-differs');
    expect(out).toContain(`other-bytes  ${PAGE}  (blog/first-light/index.html)`);
    expect(out).toMatch(/at byte 0: "gone wrong"/);
    expect((await run('doctor')).out).toMatch(/^fail +target +1 of \d+ files .*blog\/first-light/m);
  });

  test('rebuild puts right what verify has found, whichever process does it', async () => {
    expect((await run('rebuild', '--path', PAGE)).out).toMatch(/: 1 page rendered .*, 1 put right\.$/m);
    expect((await run('verify')).code).toBe(EXIT.ok);
    expect((await run('doctor')).out).toMatch(/^ok +target .* files at random are as released$/m);
    // The bytes are kept under one name and linked to others: all of them are damaged.
    writeFileSync(live('blog/first-light/index.html'), 'gone wrong');
    rmSync(live('index.html'));
    worker?.signal('SIGTERM');
    await worker?.ended;
    expect((await run('rebuild')).out).toMatch(/, 2 put right\.$/m);
    expect((await run('verify')).code).toBe(EXIT.ok);
    expect((await run('rebuild')).out).toContain('0 removed.');
  });

  test('verify makes damaged templates again, and tells pages that cannot be rendered from those that differ', async () => {
    const [build = ''] = readdirSync(join(dataDir, 'builds'));
    const entry = join(dataDir, 'builds', build, 'server/entry.mjs');
    const { length } = readFileSync(entry);
    rmSync(entry);
    expect((await run('verify')).code).toBe(EXIT.ok);
    writeFileSync(entry, 'throw new Error("damaged");'.padEnd(length));
    const { code, err, out } = await runCommandLine(['verify'], { ...env, LOG_LEVEL: 'silent' });
    expect({ code, out }).toEqual({
      code: EXIT.template,
      out: expect.stringMatching(/^not-rendered .*\n.*damaged[^]* not rendered: .* 0 files compared/m),
    });
    expect(err).toContain('could not be rendered, so that no file was compared');
  });
});
