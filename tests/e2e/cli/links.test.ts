import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { documentFromMarkdown } from '../../../model/rich-text/markdown/document-from-markdown.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { commandContext } from '../../../server/cli/command-context.ts';
import { EXIT } from '../../../server/cli/exit-codes.ts';
import { openDatabase } from '../../../server/store/database.ts';
import { freePort } from '../../support/free-port.ts';
import { runCommandLine } from '../../support/run-command-line.ts';
import type { CommandResult } from '../../support/run-command-line.ts';
import { startReceiver, type WebhookReceiver } from '../../support/webhook-receiver.ts';
import { runCommand, startCommand } from './run-stillpress.ts';

/** Templates are built, and other sites are asked with pauses in between. */
const TIMEOUT_MS = 180_000;

const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-links-'));
const env: Record<string, string> = { DATA_DIR: dataDir, SITE_URL: 'https://site.example' };
const allowed = { ...env, LINK_CHECK_ALLOW_HOSTS: '127.0.0.0/8' };
const run = (...args: string[]): Promise<CommandResult> => runCommandLine(['links', 'check', ...args], env);

const reportSchema = z.object({
  internal: z.object({
    broken: z.array(z.object({ path: z.string(), anchor: z.string().nullable(), from: z.array(z.string()) })),
    pages: z.number(),
    publication: z.number(),
    outOfDate: z.literal(0),
  }),
  external: z
    .object({
      found: z.number(),
      isCut: z.boolean(),
      isStopped: z.boolean(),
      counts: z.record(z.string(), z.number()),
      links: z.array(
        z.object({
          url: z.string(),
          verdict: z.string(),
          movedTo: z.string().nullable(),
          from: z.array(z.string()),
        }),
      ),
    })
    .nullable(),
});

async function publish(slug: string, text: string): Promise<string> {
  const database = await openDatabase({ dataDir });
  try {
    const { context, call } = commandContext(database);
    const content = { title: `About ${slug}`, slug, body: documentFromMarkdown(text) };
    const { draft, id } = await createEntry(context, {
      ...call,
      collection: 'posts',
      locale: 'en',
      content,
    });
    await publishEntries(context, {
      ...call,
      entries: [{ entryId: id, expectedVersionId: draft.versionId }],
    });
    expect((await runCommandLine(['rebuild'], env)).code).toBe(EXIT.ok);
    return id;
  } finally {
    await database.close();
  }
}

/** In order: each one goes on from the state that the one before has left. */
describe('links check', { timeout: TIMEOUT_MS }, () => {
  let other: WebhookReceiver;
  let base: string;
  let third = '';
  /** Once it has been asked for this, it answers nothing any more. */
  let silentFrom: string | null = null;
  const isSilent = Promise.withResolvers<void>();

  beforeAll(async () => {
    other = await startReceiver({
      answer: ({ url = '' }, response) => {
        if (url === silentFrom) return isSilent.resolve();
        if (url === '/moved') response.setHeader('Location', '/new');
        response.writeHead({ '/ok': 200, '/new': 200, '/moved': 301, '/closed': 403 }[url] ?? 404).end();
        return undefined;
      },
    });
    base = new URL(other.url).origin;
    await runCommandLine(['migrate', 'up'], env);
  }, TIMEOUT_MS);
  afterAll(async () => {
    await other.close();
    rmSync(dataDir, { recursive: true, force: true });
  });

  test('knows of nothing before the first release', async () => {
    expect(await run()).toMatchObject({
      code: EXIT.unverified,
      err: expect.stringContaining('not-released'),
    });
  });

  test('finds nothing wrong where all links lead somewhere', async () => {
    await publish('first', 'Its [own address](/blog/first/), and [the front](/).');
    expect(await run()).toEqual({
      code: EXIT.ok,
      err: '',
      out: expect.stringMatching(/^\d+ pages looked at, as of publication 1: no broken links\.$/),
    });
    const { code, out } = await run('--external');
    expect(code).toBe(EXIT.ok);
    expect(out).toMatch(/: no broken links\.\n\nNo page links to another site\.$/);
  });

  test('asks nobody outside unless it is told to', async () => {
    await publish('others', `[a](${base}/ok) [b](${base}/gone#x) [c](${base}/moved) [d](${base}/closed)`);
    const { code, out } = await run('--json');
    expect(code).toBe(EXIT.ok);
    expect(reportSchema.parse(JSON.parse(out))).toMatchObject({ internal: { broken: [] }, external: null });
    expect(other.received).toEqual([]);
  });

  test('takes no bound of what nobody is asked for', async () => {
    expect(await run('--limit', '5')).toEqual({
      code: EXIT.usage,
      out: '',
      err: expect.stringContaining('give --external with it'),
    });
  });

  test('asks nobody inside the own network, and says so', async () => {
    const { code, out } = await run('--external');
    expect(code).toBe(EXIT.ok);
    expect(out).toContain(
      `private   ${base}/ok\n          127.0.0.1 is not on the public internet. On /blog/others/`,
    );
    expect(out).toContain('4 addresses of other sites checked: 4 private.');
    expect(out).toContain('LINK_CHECK_ALLOW_HOSTS');
    expect(other.received).toEqual([]);
  });

  test('says what has become of addresses of other sites, and fails where one is broken', async () => {
    const { code, err, out } = await runCommandLine(['links', 'check', '--external'], allowed);
    expect(code).toBe(EXIT.failed);
    expect(out).toContain(`broken    ${base}/gone\n          It answered 404. On /blog/others/\n`);
    expect(out).toContain(`moved     ${base}/moved\n          It is at ${base}/new now. On /blog/others/\n`);
    expect(out).toContain(`unsure    ${base}/closed\n          It answered 403. On /blog/others/\n`);
    expect(out).not.toContain(`${base}/ok`);
    expect(out).toContain('4 addresses of other sites checked: 1 broken, 1 moved, 1 unsure, 1 ok.');
    expect(err).toMatch(/^asking: 4 of 4$/m);
    expect(err).toMatch(/Links lead nowhere: 1 to other sites\..*\n {2}code: dead-links$/);
  });

  test('asks for so many addresses and no more', async () => {
    const { out } = await runCommandLine(['links', 'check', '--external', '--limit', '1', '--json'], allowed);
    expect(reportSchema.parse(JSON.parse(out)).external).toMatchObject({
      found: 1,
      isCut: true,
      counts: { broken: 0, ok: 1 },
      links: [{ url: `${base}/ok`, verdict: 'ok', movedTo: null }],
    });
  });

  test('names links and anchors of the site that are dead, with the pages that hold them', async () => {
    await publish('second', '[x](/nowhere/) [y](/blog/first/#gone) [z](#lost)');
    const { code, err, out } = await run();
    expect(code).toBe(EXIT.failed);
    expect(out).toMatch(/^leads nowhere +on\n\/blog\/first\/#gone +\/blog\/second\/$/m);
    expect(out).toMatch(/^\/nowhere\/ +\/blog\/second\/$/m);
    expect(out).toMatch(/^\d+ pages looked at, as of publication 3: 3 broken links\.$/m);
    expect(err).toMatch(/Links lead nowhere: 3 within the site\./);
  });

  test('are planned with what is to become of them', async () => {
    third = await publish('third', 'A third.');
    await publish('fourth', 'To [the third](/blog/third/).');
    const plan = async (...flags: string[]) =>
      await runCommandLine(['plan', '--entry', third, '--withdraw', ...flags], env);
    expect((await plan()).out).toMatch(/^dead link {2}\/blog\/third\/ on \/blog\/fourth\/$/m);
    const unlinked = await plan('--unlink', '/blog/third/');
    expect(unlinked).toMatchObject({ code: EXIT.ok, out: expect.not.stringMatching(/^dead link/m) });
    expect(unlinked.out).toMatch(/^changed +https:\/\/site\.example\/blog\/fourth\/ /m);
    const replaced = await plan('--replace', '/blog/third/=/nowhere-else/');
    expect(replaced.out).toMatch(/^dead link {2}\/nowhere-else\/ on \/blog\/fourth\/$/m);
    const led = await plan('--redirect', '/blog/third/=/blog/first/');
    expect(led.out).toMatch(/^redirect {2}\/blog\/third\/ → \/blog\/first\/ \(301\)$/m);
    expect(led.out).not.toMatch(/^dead link/m);
    expect((await plan('--redirect', 'third')).code).toBe(EXIT.usage);
  });

  test('keep a withdrawal from being scheduled, unless they may be dead', async () => {
    const withdraw = async (...flags: string[]) => {
      const at = ['--at', '2090-06-01T09:00', '--zone', 'Europe/Berlin'];
      return await runCommandLine(['schedule', 'withdraw', third, ...at, ...flags], env);
    };
    const refused = await withdraw();
    expect(refused).toMatchObject({ code: EXIT.failed, out: '' });
    expect(refused.err).toMatch(
      /\/blog\/third\/ \(on \/blog\/fourth\/\).*--links-anyway.*\n {2}code: broken-links$/,
    );
    const made = await withdraw('--links-anyway');
    expect(made).toMatchObject({ code: EXIT.ok, err: '' });
    expect(made.out).toMatch(/^dead link +\/blog\/third\/ on \/blog\/fourth\/$/m);
    const [, id = ''] = /^schedule +(\S+)$/m.exec(made.out) ?? [];
    expect((await runCommandLine(['schedule', 'cancel', id], env)).code).toBe(EXIT.ok);
  });

  test('keep a publication from being taken back, unless they may be dead', async () => {
    const refused = await runCommandLine(['revert', '4'], env);
    expect(refused).toMatchObject({ code: EXIT.failed, out: '' });
    expect(refused.err).toMatch(
      /\/blog\/third\/ \(on \/blog\/fourth\/\).*--links-anyway.*\n {2}code: broken-links$/,
    );
    const warned = await runCommandLine(['revert', '4', '--json', '--links-anyway'], env);
    expect(warned).toMatchObject({ code: EXIT.ok, err: '' });
    expect(JSON.parse(warned.out)).toMatchObject({ reverted: 4, publication: { seq: 6 } });
    // For those who come after, as if nothing had been taken back.
    expect((await runCommandLine(['revert', '6', '--links-anyway'], env)).code).toBe(EXIT.ok);
    expect((await runCommandLine(['revert', '5', '--links-anyway'], env)).code).toBe(EXIT.ok);
    expect((await runCommandLine(['rebuild'], env)).code).toBe(EXIT.ok);
  });

  test('works beside a server, and prints the same for programs', async () => {
    const worker = startCommand(['worker'], { ...env, PORT: String(await freePort()) });
    try {
      await worker.untilPrinted('"msg":"started"');
      const { code, stdout } = await runCommand(['links', 'check', '--json'], env);
      expect(code).toBe(EXIT.failed);
      const { external, internal } = reportSchema.parse(JSON.parse(stdout));
      expect(external).toBeNull();
      expect(internal.broken).toEqual([
        { path: '/blog/first/', anchor: 'gone', from: ['/blog/second/'] },
        { path: '/blog/second/', anchor: 'lost', from: ['/blog/second/'] },
        { path: '/nowhere/', anchor: null, from: ['/blog/second/'] },
      ]);
    } finally {
      worker.signal('SIGTERM');
      await worker.ended;
    }
  });

  test('ends at a signal with what it has found', async () => {
    silentFrom = '/gone';
    const command = startCommand(['links', 'check', '--external', '--json'], allowed);
    await isSilent.promise;
    command.signal('SIGINT');
    expect(await command.ended).toEqual({ code: EXIT.failed, signal: null });
    expect(reportSchema.parse(JSON.parse(command.stdout()))).toMatchObject({
      internal: { broken: { length: 3 } },
      external: { found: 4, isStopped: true, links: [{ url: `${base}/ok`, verdict: 'ok' }] },
    });
  });
});
