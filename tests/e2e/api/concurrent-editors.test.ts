import { array, assert, asyncProperty, boolean, constantFrom, nat, record } from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiClient } from '../../../model/api/client.ts';
import { newId } from '../../../server/store/new-id.ts';
import { DIALECTS, openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from './api-server.ts';
import { draftOf, STEP_KINDS, work, type Editor, type Step } from './editors/editor.ts';
import { findLosses, type EntryRecord } from './editors/record.ts';

const EDITORS = 4;
const ENTRIES = 2;
const STEPS_MAX = 12;
/** Longer than a sitting may pause. */
const PAUSE_MS = 11 * 60_000;
const SECONDS = Number(process.env['STILLPRESS_EDITORS_SECONDS'] ?? 12);
const SEED = Number(process.env['STILLPRESS_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

const step = record<Step>({
  // What editors mostly do.
  kind: constantFrom('save', 'save', 'save', 'publish', ...STEP_KINDS),
  entry: nat({ max: ENTRIES - 1 }),
  version: nat({ max: 20 }),
  looks: boolean(),
});
const scripts = array(array(step, { maxLength: STEPS_MAX }), { minLength: 2, maxLength: EDITORS });

describe.each(DIALECTS)(
  'several editors at once on %s',
  { timeout: SECONDS * 1_000 + 120_000 },
  (dialect) => {
    let test: TestDatabase;
    let server: ApiServer;
    let editors: Editor[];
    let passedMs = 0;
    let marks = 0;
    beforeAll(async () => {
      test = await openTestDatabase(dialect);
      server = await startApiServer(test.database, { now: () => new Date(Date.now() + passedMs) });
      editors = await Promise.all(Array.from({ length: EDITORS }, signIn));
    });
    afterAll(async () => {
      await server.close();
      await test.close();
    });

    async function signIn(): Promise<Editor> {
      const client = createApiClient({ baseUrl: `http://127.0.0.1:${server.port}` });
      const email = await server.createUser('editor');
      const { body } = await client.signIn({ body: { email, password: PASSWORD } });
      if (!('user' in body)) throw new Error('Nobody has a second factor here.');
      return { client, userId: body.user.id, views: new Map() };
    }

    function first(): Editor {
      const [editor] = editors;
      if (editor === undefined) throw new Error('Nobody has signed in.');
      return editor;
    }

    async function createRecord(): Promise<EntryRecord> {
      const content = { title: 'Begun', slug: `post-${newId()}` };
      const { body } = await first().client.createEntry({ body: { collection: 'posts', content } });
      return { id: body.id, initial: draftOf(body), moves: [], approvals: [], outcomes: [] };
    }

    it('lose nothing that was acknowledged, and publish nothing that nobody approved', async () => {
      process.stderr.write(`Several editors at once on ${dialect}: STILLPRESS_SEED=${SEED}\n`);
      const total = { runs: 0, moves: 0, approvals: 0 };
      const property = asyncProperty(scripts, async (stepsOfEditors) => {
        const entries = await Promise.all(Array.from({ length: ENTRIES }, createRecord));
        const setting = {
          entries,
          pause: () => void (passedMs += PAUSE_MS),
          newMark: () => `Mark ${(marks += 1)}`,
        };
        await Promise.all(
          stepsOfEditors.map(async (steps, index) => {
            const editor = editors[index];
            if (editor !== undefined) await work(editor, steps, setting);
          }),
        );
        for (const entry of entries) {
          expect(await findLosses(first().client, entry)).toEqual([]);
          total.moves += entry.moves.length;
          total.approvals += entry.approvals.length;
        }
        total.runs += 1;
      });
      await assert(property, {
        seed: SEED,
        numRuns: Number.MAX_SAFE_INTEGER,
        interruptAfterTimeLimit: SECONDS * 1_000,
        markInterruptAsFailure: false,
      });
      expect(total.runs).toBeGreaterThan(0);
      expect([total.moves > total.runs, total.approvals > 0]).toEqual([true, true]);
    });
  },
);
