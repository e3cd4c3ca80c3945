import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runCommandLine } from '../../tests/support/run-command-line.ts';
import { createEntry } from '../authoring/create-entry.ts';
import { publishEntries } from '../authoring/publish-entries.ts';
import { readEntry } from '../authoring/read-entry.ts';
import { recordContentModel } from '../authoring/content-model-state.ts';
import { openDatabase } from '../store/database.ts';
import type { Database } from '../store/database.ts';
import { migrateUp } from '../store/migrate.ts';
import { commandContext } from './command-context.ts';
import { EXIT } from './exit-codes.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-model-'));
let database: Database;
let entryId: string;

const run = (...args: string[]) => runCommandLine(args, { DATA_DIR: dataDir });

beforeAll(async () => {
  database = await openDatabase({ dataDir });
  await migrateUp(database);
  const { context, call } = commandContext(database);
  await recordContentModel(context);
  const content = { name: 'Notes', slug: 'notes', description: 'Short ones.' };
  ({ id: entryId } = await createEntry(context, { ...call, collection: 'tags', locale: 'en', content }));
});
afterAll(async () => {
  await database.close();
  rmSync(dataDir, { recursive: true });
});

/** With `tags.description` called `summary`, and the steps that are given. */
function runNewer(steps: string, ...args: string[]): { status: number | null; out: string; err: string } {
  const hook = `import { registerHooks } from 'node:module';
    registerHooks({ load: (url, context, next) => {
      const loaded = next(url, context);
      const source = String(loaded.source);
      if (url.endsWith('/site/content-migrations.ts'))
        return { ...loaded, source: source.replace('Migrations }', 'Migrations, step }').replace('([])', ${JSON.stringify(`([${steps}])`)}) };
      if (!url.endsWith('/site/content-model.ts')) return loaded;
      return { ...loaded, source: source.replace('description: field.text', 'summary: field.text') };
    } });`;
  const program = join(import.meta.dirname, 'stillpress.ts');
  const preload = `data:text/javascript,${encodeURIComponent(hook)}`;
  const env = { PATH: process.env['PATH'], DATA_DIR: dataDir };
  const { status, stderr, stdout } = spawnSync(process.execPath, ['--import', preload, program, ...args], {
    env,
  });
  return { status, out: String(stdout), err: String(stderr) };
}

// Each command is a process of its own: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000 });

const RENAME = `step.rename({ id: 'summary', collection: 'tags', from: 'description', to: 'summary' })`;
const DROP = `step.drop({ id: 'gone', collection: 'tags', field: 'description' })`;

test('says that there is nothing to do where the content is of this model', async () => {
  expect((await run('model', 'diff')).out).toBe('The content is of this content model.');
  expect(await run('model', 'migrate')).toMatchObject({ code: EXIT.ok, err: '' });
  expect((await run('status')).out).toMatch(/content model +the one that the content is of/);
});

test('shows what has changed, refuses to drop without consent, and brings the content over', () => {
  const diff = runNewer('', 'model', 'diff');
  expect(diff.out).toMatch(/tags\.description +removed +1 entry +none: it is kept, and shown nowhere/);
  const covered = runNewer(RENAME, 'model', 'diff');
  expect(covered.out).toMatch(/tags\.description +renamed: summary +1 entry +summary/);
  expect(runNewer(RENAME, 'status').out).toContain('another content model');

  const refused = runNewer(DROP, 'model', 'migrate');
  expect(refused.status).toBe(EXIT.failed);
  expect(refused.err).toContain('--allow-drop tags.description');

  const dry = runNewer(RENAME, 'model', 'migrate', '--dry-run');
  expect(dry.out).toContain('1 entry would be brought');
  expect(dry.out).toContain('{"description":"Short ones."} → {"summary":"Short ones."}');

  const failing = `step.retype({ id: 'r', collection: 'tags', field: 'description', with: () => { throw new Error('no') } })`;
  const misfit = runNewer(failing, 'model', 'migrate');
  expect(misfit.status).toBe(EXIT.failed);
  expect(misfit.out).toContain(
    `tags ${entryId} "Notes", description: The step r (retype tags.description) failed: no.`,
  );

  const done = JSON.parse(runNewer(RENAME, 'model', 'migrate', '--json').out);
  expect(done).toMatchObject({
    entries: 1,
    changed: 1,
    remaining: 0,
    misfits: [],
    proof: { pagesRendered: 0 },
  });
  expect(runNewer(RENAME, 'model', 'diff').out).toBe('The content is of this content model.\n');
});

test('writes nothing where something public fails, unless it is told to', async () => {
  const { context, call } = commandContext(database);
  const entry = await readEntry(context, { ...call, entryId });
  await publishEntries(context, {
    ...call,
    entries: [{ entryId, expectedVersionId: entry.draft.versionId }],
  });
  const failing = `${RENAME}, step.retype({ id: 'r', collection: 'tags', field: 'summary', with: () => { throw new Error('no') } })`;
  const dry = runNewer(failing, 'model', 'migrate', '--dry-run', '--no-render');
  expect(dry.out).toContain(`tags ${entryId} "Notes" (public), summary: The step r`);
  expect(dry.out).toContain('This takes --allow-invalid');
  expect(dry.status).toBe(EXIT.failed);
  const refused = runNewer(failing, 'model', 'migrate', '--no-render');
  expect(refused).toMatchObject({ status: EXIT.failed, out: '' });
  expect(refused.err).toContain(
    'Nothing was changed. Mend what is named, or run it again with --allow-invalid',
  );
  const consented = runNewer(failing, 'model', 'migrate', '--no-render', '--allow-invalid');
  expect(consented.out).toContain('These do not fit and stay as they are:');
});

test('names a mistake in the steps with its file, as no fault of the program', () => {
  const { err, status } = runNewer(`${RENAME}, ${RENAME}`, 'model', 'diff');
  expect(err).toContain('site/content-migrations.ts: The steps of the content model are not usable');
  expect(status).toBe(EXIT.template);
});
