import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { createApiClient, type ApiClient } from '../../../model/api/client.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import { recordContentModel } from '../../../server/authoring/content-model-state.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { commandContext } from '../../../server/cli/command-context.ts';
import { seen } from '../../contract/authoring/desk.ts';
import { ask } from '../../support/ask.ts';
import { copyProgram } from '../../support/copy-program.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { freePort } from '../../support/free-port.ts';
import { startCommand, type RunningCommand } from './run-stillpress.ts';

/** Two releases of the site are built, each by a process of its own. */
const TIMEOUT_MS = 180_000;
const OWNER = { email: 'owner@example.org', name: 'Owner', password: 'correct horse battery staple' };

/** The next release of the site: `tags.description` is called `summary`, and posts have a subtitle. */
function makeNewerRelease(home: string): void {
  copyProgram(home, []);
  const edit = (name: string, ...changes: [before: string, after: string][]): void => {
    const file = join(home, 'site', name);
    const text = changes.reduce(
      (so, [before, after]) => {
        expect(so).toContain(before);
        return so.replaceAll(before, after);
      },
      readFileSync(file, 'utf8'),
    );
    writeFileSync(file, text);
  };
  const rename = `step.rename({ id: 'summary', collection: 'tags', from: 'description', to: 'summary' })`;
  edit(
    'content-model.ts',
    [
      "        description: field.text({\n          label: { en: 'Description', de: 'Beschreibung' },\n          multiline: true,",
      "        summary: field.text({\n          label: { en: 'Description', de: 'Beschreibung' },\n          multiline: true,",
    ],
    ['        excerpt: field.text({', '        subtitle: field.text(),\n        excerpt: field.text({'],
  );
  edit('content-migrations.ts', ['Migrations }', 'Migrations, step }'], ['([])', `([${rename}])`]);
  edit('components/TagPage.astro', ['tag.description', 'tag.summary']);
}

function warnings(command: RunningCommand | null): string[] {
  return (command?.stdout() ?? '').split('\n').flatMap((line) => {
    const record = line.startsWith('{') ? (JSON.parse(line) as { level: string; msg: string }) : null;
    return record?.level === 'warn' ? [record.msg] : [];
  });
}

/** In order: the newer release is deployed beside an older web process, and then the content is brought to it. */
describe.each(DIALECTS)('a release with another content model on %s', { timeout: TIMEOUT_MS }, (dialect) => {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-changed-'));
  const home = join(folder, 'newer');
  let opened: TestDatabase;
  let shared: Record<string, string>;
  let ports: { older: number; newer: number };
  let newer: RunningCommand | null = null;
  let older: RunningCommand | null = null;
  let tag: EntryDetails;
  const clients = new Map<string, ApiClient>();

  beforeAll(async () => {
    mkdirSync(home);
    makeNewerRelease(home);
    opened = await openTestDatabase(dialect);
    const { context, call } = commandContext(opened.database);
    await recordContentModel(context);
    const content = { name: 'Notes', slug: 'notes', description: 'Short ones.' };
    tag = await createEntry(context, { ...call, collection: 'tags', locale: 'en', content });
    await publishEntries(context, { ...call, entries: [seen(tag)] });
    ports = { older: await freePort(), newer: await freePort() };
    shared = {
      NODE_ENV: 'production',
      DATA_DIR: opened.dataDir,
      SITE_URL: `http://localhost:${ports.newer}`,
      SESSION_KEYS: 'q8Jm2vXk0sZr5tYw9uBn3cDf6gHj1lPa',
      ...(opened.databaseUrl === undefined
        ? { ALLOW_SQLITE_IN_PRODUCTION: 'yes' }
        : { DATABASE_URL: opened.databaseUrl }),
    };
  }, TIMEOUT_MS);

  afterAll(async () => {
    for (const command of [newer, older]) {
      command?.signal('SIGKILL');
      await command?.ended;
    }
    await opened.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const env = (release: 'older' | 'newer') => ({ ...shared, PORT: String(ports[release]) });
  const runNewer = async (...args: string[]) => {
    const command = startCommand(args, env('newer'), { home });
    const { code } = await command.ended;
    return { code, stdout: command.stdout(), stderr: command.stderr() };
  };
  const client = (release: string): ApiClient => {
    const found = clients.get(release);
    if (found === undefined) throw new Error(`Nobody has signed in with the ${release} release`);
    return found;
  };

  test('says in one line of its log what differs, and which commands show more and bring the content over', async () => {
    newer = startCommand(['start'], env('newer'), { home });
    await newer.untilPrinted('"msg":"started"');
    expect(warnings(newer)).toEqual([
      expect.stringMatching(
        /^the content was brought to another content model at \S+ than that of this program \((.+; ){2}1 step to take\); "stillpress model diff" shows more, "stillpress model migrate" brings it to this one$/,
      ),
    ]);
    for (const difference of ['tags.description is called summary', 'posts.subtitle is new'])
      expect(warnings(newer)[0]).toContain(difference);
  });

  test('works on: what it does not know of the content is shown nowhere, and stays', async () => {
    expect((await ask(ports.newer, '/tags/notes/')).status).toBe(200);
    expect((await ask(ports.newer, '/tags/notes/')).text).not.toContain('Short ones.');
    expect((await runNewer('status')).stdout).toContain('tags.description is called summary');
  });

  test('shares the database with a process of the release before, and neither drops what the other knows', async () => {
    older = startCommand(['web'], env('older'));
    await older.untilPrinted('"msg":"started"');
    expect(warnings(older)).toEqual([]);
    const { url } = JSON.parse((await runNewer('owner-link', '--json')).stdout) as { url: string };
    const cookies = new Map<string, string>();
    for (const [release, port] of Object.entries(ports))
      clients.set(release, createApiClient({ baseUrl: `http://127.0.0.1:${port}`, cookies }));
    const token = new URL(url).searchParams.get('token') ?? '';
    await client('newer').acceptOwnerLink({ body: { ...OWNER, token } });

    const written = await client('newer').createEntry({
      body: { collection: 'posts', content: { title: 'Shared', slug: 'shared', subtitle: 'New' } },
    });
    const { id } = written.body;
    const changed = await client('older').saveDraft({
      id,
      ifMatch: written.body.draft.versionId,
      body: { content: { title: 'Of the older', slug: 'shared' } },
    });
    await expect(
      client('older').saveDraft({
        id,
        ifMatch: changed.body.draft.versionId,
        body: { content: { title: 'Of the older', slug: 'shared', subtitel: 'Mistyped' } },
      }),
    ).rejects.toMatchObject({ issues: [{ path: expect.stringMatching(/subtitel$/) }] });
    await client('older').publishEntry({ id, ifMatch: changed.body.draft.versionId });
    const seenByNewer = await client('newer').readEntry({ id });
    expect(seenByNewer.body?.draft.content).toMatchObject({ title: 'Of the older', subtitle: 'New' });
    await vi.waitFor(
      async () => expect((await ask(ports.newer, '/blog/shared/')).text).toContain('Of the older'),
      TIMEOUT_MS,
    );

    const noted = await client('newer').readEntry({ id: tag.id });
    const summarised = await client('newer').saveDraft({
      id: tag.id,
      ifMatch: noted.body?.draft.versionId ?? '',
      body: { content: { name: 'Notes', slug: 'notes', summary: 'Of the newer.' } },
    });
    expect(summarised.body.draft.content).toMatchObject({ description: 'Short ones.' });
    const back = await client('older').saveDraft({
      id: tag.id,
      ifMatch: summarised.body.draft.versionId,
      body: { content: { name: 'Notes', slug: 'notes', description: 'Shorter ones.' } },
    });
    expect(back.body.draft.content).toMatchObject({ description: 'Shorter ones.' });
    const { body: both } = await client('newer').readEntry({ id: tag.id });
    expect(both?.draft.content).toMatchObject({ description: 'Shorter ones.', summary: 'Of the newer.' });
    older.signal('SIGTERM');
    await older.ended;
  });

  test('shows the content of before as soon as it has been brought over, and then starts without a word', async () => {
    const { code, stdout } = await runNewer('model', 'migrate');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: expect.stringMatching(/rename tags\.description to summary[^]*^Proof: \d+ pages rendered/m),
    });
    await vi.waitFor(
      async () => expect((await ask(ports.newer, '/tags/notes/')).text).toContain('Short ones.'),
      TIMEOUT_MS,
    );
    newer?.signal('SIGTERM');
    await newer?.ended;
    newer = startCommand(['start'], env('newer'), { home });
    await newer.untilPrinted('"msg":"started"');
    expect(warnings(newer)).toEqual([]);
    expect((await runNewer('status')).stdout).toMatch(/content model +the one that the content is of/);
    expect((await runNewer('verify')).stdout).toContain('All is as it should be');
  });

  test('is told in words where somebody watches the start', async () => {
    newer?.signal('SIGTERM');
    await newer?.ended;
    const development = { ...env('older'), NODE_ENV: 'development', LOG_LEVEL: 'warn' };
    older = startCommand(['start'], development);
    await older.untilPrinted(
      /^ {2}The content was brought to another content model at .*, by a release with the steps summary, which this one does not know; .*\.$/m,
    );
    older.signal('SIGTERM');
    await older.ended;
    expect(warnings(older)).toEqual([]);
  });
});
