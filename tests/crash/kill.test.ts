import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createEntry } from '../contract/store/fixtures.ts';
import { startChild } from '../support/child-process.ts';
import type { Child } from '../support/child-process.ts';
import { DIALECTS, openTestDatabase } from '../support/databases.ts';
import type { TestDatabase } from '../support/databases.ts';
import { recordFaults } from '../support/fault-record.ts';
import type { Place } from './save-child.ts';

const KILLS = 50;
const LOOPS_PER_DATABASE = 8;
/** Long enough for some saves to be acknowledged, short enough for most kills to hit one under way. */
const MAX_LIFE_MS = 80;
/** Children that start up while another saves. */
const CHILDREN_AHEAD = 2;

type Target = { opened: TestDatabase; entryIds: string[]; acknowledged: string[] };

/** Each child saves to every database at once: it is the start of a process that takes the time. */
describe(`a process that was killed ${KILLS} times in the middle of concurrent saves`, () => {
  let compileCache: string;
  let targets: Target[];

  beforeAll(async () => {
    compileCache = await mkdtemp(join(tmpdir(), 'stillpress-crash-'));
    targets = await Promise.all(
      DIALECTS.map(async (dialect) => {
        const opened = await openTestDatabase(dialect);
        const create = () => createEntry(opened.database);
        const entries = await Promise.all(Array.from({ length: LOOPS_PER_DATABASE }, create));
        return { opened, entryIds: entries.map(({ id }) => id), acknowledged: [] };
      }),
    );
    const places = JSON.stringify(
      targets.map(({ opened, entryIds }): Place => ({ ...placeOf(opened), entryIds })),
    );
    const start = (): Child =>
      startChild(join(import.meta.dirname, 'save-child.ts'), [places], {
        env: { NODE_COMPILE_CACHE: compileCache },
      });
    const children = [start()];
    for (let kill = 1; kill <= KILLS; kill++) {
      while (children.length < Math.min(1 + CHILDREN_AHEAD, KILLS - kill + 1)) children.push(start());
      for (const line of await collectUntilKilled(children.shift() ?? start())) {
        const [position, versionId = ''] = line.split(' ');
        targets[Number(position)]?.acknowledged.push(versionId);
      }
      recordFaults('a process that saves is killed');
    }
  }, 240_000);

  function targetAt(position: number): Target {
    const target = targets[position];
    assert(target !== undefined);
    return target;
  }

  afterAll(async () => {
    for (const { opened } of targets) await opened.close();
    await rm(compileCache, { recursive: true });
  });

  test.each(DIALECTS.map((dialect, position) => ({ dialect, position })))(
    'lost none of the saves that were acknowledged, and left no half ones, on $dialect',
    async ({ position }) => {
      const { opened, entryIds, acknowledged } = targetAt(position);
      const { db } = opened.database;
      const versions = await db.selectFrom('version').select(['id', 'entry_id', 'number']).execute();
      const stored = new Set(versions.map(({ id }) => id));
      expect(acknowledged.filter((id) => !stored.has(id))).toEqual([]);
      // The kills did come in the middle of something.
      expect(acknowledged.length).toBeGreaterThan(KILLS);
      for (const entryId of entryIds) {
        const draft = await db
          .selectFrom('entry')
          .innerJoin('version', 'version.id', 'entry.draft_version_id')
          .select('version.number')
          .where('entry.id', '=', entryId)
          .executeTakeFirstOrThrow();
        const numbers = versions
          .filter((version) => version.entry_id === entryId)
          .map(({ number }) => number);
        expect([numbers.length, Math.max(...numbers)]).toEqual([draft.number, draft.number]);
      }
    },
  );

  test('left a SQLite file that is intact', () => {
    const { dataDir } = targetAt(DIALECTS.indexOf('sqlite')).opened;
    const connection = new Sqlite(join(dataDir, 'stillpress.sqlite'), { fileMustExist: true });
    expect(connection.pragma('integrity_check')).toEqual([{ integrity_check: 'ok' }]);
    expect(connection.pragma('foreign_key_check')).toEqual([]);
    connection.close();
  });
});

function placeOf({ dataDir, databaseUrl }: TestDatabase): Omit<Place, 'entryIds'> {
  return databaseUrl === undefined ? { dataDir } : { dataDir, databaseUrl };
}

/** What the child had been told was saved when it was killed, at a random moment once it had heard so of every database. */
async function collectUntilKilled(child: Child): Promise<string[]> {
  await child.nextLine();
  child.send('go');
  const lines: string[] = [];
  const heardOf = new Set<string | undefined>();
  for (let line = await child.nextLine(); line !== null; line = await child.nextLine()) {
    lines.push(line);
    if (heardOf.size === DIALECTS.length) continue;
    heardOf.add(line.split(' ')[0]);
    if (heardOf.size === DIALECTS.length) {
      void sleep(Math.random() * MAX_LIFE_MS).then(() => child.process.kill('SIGKILL'));
    }
  }
  return lines;
}
