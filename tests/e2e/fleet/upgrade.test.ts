import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { entrySchema } from '../../../model/api/entry.ts';
import type { MigrationKind } from '../../../server/store/tables.ts';
import { ask } from '../../support/ask.ts';
import { copyProgram } from '../../support/copy-program.ts';
import { DIALECTS } from '../../support/databases.ts';
import { nginxPath } from '../../support/start-nginx.ts';
import { readEvents } from '../api/read-events.ts';
import { startCommand, type RunningCommand } from '../cli/run-stillpress.ts';
import { openFleet, type Fleet, type Place } from './open-fleet.ts';
import { findLostSaves, startSteadyEditor, type SteadyEditor } from './steady-editor.ts';

const TIMEOUT_MS = 240_000;
const ENDED_IN_ORDER = { code: 0, signal: null };

/** What a release may do: tables that the older one reads whole get columns. */
const EXPANDS = `
export async function up(db) {
  for (const table of ['entry', 'version', 'session', 'publication_item', 'release', 'job'])
    await db.schema.alterTable(table).addColumn('newer', 'text').execute();
  await db.schema.createTable('newer').addColumn('id', 'text').execute();
}
export async function down(db) {
  await db.schema.dropTable('newer').execute();
  for (const table of ['entry', 'version', 'session', 'publication_item', 'release', 'job'])
    await db.schema.alterTable(table).dropColumn('newer').execute();
}
`;
const CONTRACTS = `
export async function up(db) {
  await db.schema.dropTable('newer').execute();
}
export async function down(db) {
  await db.schema.createTable('newer').addColumn('id', 'text').execute();
}
`;

function addMigration(home: string, name: string, { kind, source }: { kind: MigrationKind; source: string }) {
  const text = `export const kind = '${kind}';\n${source}`;
  writeFileSync(join(home, 'migrations', `${name}.ts`), text);
  const file = join(home, 'migrations/checksums.json');
  const checksums = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  checksums[name] = createHash('sha256').update(text).digest('hex');
  writeFileSync(file, JSON.stringify(checksums));
}

/** In order: two web processes and a worker are replaced by those of the next release and put back, while editors work. */
describe.skipIf(!DIALECTS.includes('postgres') || nginxPath === null)(
  'an upgrade, and the way back',
  { timeout: TIMEOUT_MS },
  () => {
    const newer = mkdtempSync(join(tmpdir(), 'stillpress-newer-'));
    let fleet: Fleet;
    let places: { older: Place[]; newer: Place[] };
    let webs: RunningCommand[];
    let worker: RunningCommand;
    let editors: SteadyEditor[];

    beforeAll(async () => {
      copyProgram(newer, []);
      addMigration(newer, '9000-more-columns', { kind: 'expand', source: EXPANDS });
      fleet = await openFleet({ webPlaces: 4 });
      places = { older: fleet.places.slice(0, 2), newer: fleet.places.slice(2) };
      [worker, ...webs] = await Promise.all([
        fleet.startWorker(),
        ...places.older.map((place) => fleet.startWeb(place)),
      ]);
      await fleet.signIn();
      editors = [await startSteadyEditor(fleet.owner), await startSteadyEditor(fleet.owner)];
      await goOn();
    }, TIMEOUT_MS);

    afterAll(async () => {
      await Promise.all(editors.map((editor) => editor.stop()));
      await fleet.close();
      rmSync(newer, { recursive: true, force: true });
    });

    /** Everybody goes on saving, and nothing was refused so far. */
    async function goOn(): Promise<void> {
      await Promise.all(editors.map((editor) => editor.untilSaved(20)));
      expect(editors.flatMap(({ troubles }) => troubles)).toEqual([]);
    }

    async function run(args: readonly string[], home?: string) {
      const command = startCommand(args, fleet.env, home === undefined ? {} : { home });
      const { code } = await command.ended;
      return { code, text: command.stdout() + command.stderr() };
    }

    async function publish(slug: string): Promise<void> {
      const content = { title: slug, slug };
      const created = await fleet.owner.post('/api/v1/entries', { collection: 'pages', content });
      const { draft, id } = entrySchema.parse(created.json);
      const match = { 'If-Match': `"${draft.versionId}"` };
      expect((await fleet.owner.post(`/api/v1/entries/${id}/publish`, undefined, match)).status).toBe(202);
      const isThere = async () => expect((await fleet.nginx.ask(`/${slug}/`)).status).toBe(200);
      await vi.waitFor(isThere, { timeout: 60_000, interval: 100 });
    }

    async function replaceWebs(by: readonly Place[], home?: string): Promise<void> {
      const before = webs;
      webs = [];
      for (const place of by) webs.push(await fleet.startWeb(place, home));
      for (const web of before) {
        web.signal('SIGTERM');
        expect(await web.ended).toEqual(ENDED_IN_ORDER);
        await goOn();
      }
    }

    async function replaceWorker(home?: string): Promise<void> {
      const before = worker;
      worker = await fleet.startWorker(home);
      before.signal('SIGTERM');
      expect(await before.ended).toEqual(ENDED_IN_ORDER);
      await worker.untilPrinted('"msg":"this process leads"');
    }

    test('the schema is expanded under the older release, which goes on serving, saving and publishing', async () => {
      await publish('before');
      const { code, text } = await run(['migrate', 'up'], newer);
      expect([code, text]).toEqual([0, 'applied  9000-more-columns\n']);
      await goOn();
      await publish('on-the-newer-schema');
      for (const { port } of places.older) expect((await ask(port, '/readyz')).status).toBe(200);
      await goOn();
    });

    test('the newer one takes over process by process: nothing is refused, and streams end whole', async () => {
      const stream = await readEvents(fleet.owner, { port: fleet.nginx.port });
      await stream.until((told) => told.length > 0);
      await replaceWebs(places.newer, newer);
      await stream.ended;
      expect([stream.status, stream.isWhole()]).toEqual([200, true]);
      const again = await readEvents(fleet.owner, {
        port: fleet.nginx.port,
        headers: { 'Last-Event-ID': stream.told.at(-1)?.id ?? '' },
      });
      await again.until((told) => told.length > 3);
      expect(again.told.map(({ kind }) => kind)).not.toContain('reset');
      again.close();
      await replaceWorker(newer);
      await publish('by-the-newer');
      await goOn();
    });

    test('the way back is the older release on the newer schema, which stays', async () => {
      expect(await run(['migrate', 'up'])).toEqual({ code: 0, text: 'Nothing to do.\n' });
      expect((await run(['migrate', 'status'])).text).toMatch(/^newer +9000-more-columns/m);
      await replaceWebs(places.older);
      await replaceWorker();
      await publish('by-the-older-again');
      await goOn();
    });

    test('a release that takes something away does not let the older one start, and says what it would take', async () => {
      addMigration(newer, '9001-less', { kind: 'contract', source: CONTRACTS });
      expect((await run(['migrate', 'up'], newer)).code).toBe(0);
      const refused = await run(['web']);
      expect(refused.code).toBe(4);
      expect(refused.text).toContain('does not know its migrations 9001-less');
      for (const { port } of places.older) {
        const { status, text } = await ask(port, '/readyz');
        expect([status, text]).toEqual([503, expect.stringContaining('schema-not-current')]);
      }
      expect((await run(['migrate', 'down', '--yes'], newer)).text).toContain('taken back  9001-less');
      for (const { port } of places.older) expect((await ask(port, '/readyz')).status).toBe(200);
    });

    test('all that was acknowledged meanwhile is there', async () => {
      await goOn();
      await Promise.all(editors.map((editor) => editor.stop()));
      for (const editor of editors) {
        expect(editor.acknowledged.length).toBeGreaterThan(100);
        expect(await findLostSaves(fleet.database.database, editor)).toEqual([]);
      }
    });
  },
);
