import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect } from 'vitest';
import { z } from 'zod';
import { entrySchema } from '../../../model/api/entry.ts';
import type { Database } from '../../../server/store/database.ts';
import { decodeJson } from '../../../server/store/json.ts';
import type { Client, Reply } from '../api/client.ts';

/** Saves one entry again and again, each time on the version of before and under a key of its own, as the authoring UI does. */
export type SteadyEditor = {
  /** The versions that were acknowledged, in their order. */
  acknowledged: readonly string[];
  /** What was answered otherwise than it should be. */
  troubles: readonly Pick<Reply, 'status' | 'text'>[];
  /** Resolves when so many more have been acknowledged. */
  untilSaved(more: number): Promise<void>;
  stop(): Promise<void>;
};

/** Several of them stay below what nginx lets one address ask. */
const PAUSE_MS = 60;
const savedSchema = z.object({ versionId: z.string() });

export async function startSteadyEditor(client: Client): Promise<SteadyEditor> {
  const created = await client.post('/api/v1/entries', { collection: 'authors', content: { name: 'New' } });
  expect(created).toMatchObject({ status: 201 });
  const { draft, id } = entrySchema.parse(created.json);
  const acknowledged: string[] = [];
  const troubles: Reply[] = [];
  let { versionId } = draft;
  const over = new AbortController();

  async function save(): Promise<void> {
    const headers = { 'If-Match': `"${versionId}"`, 'Idempotency-Key': randomUUID() };
    const content = { name: `Save ${acknowledged.length}` };
    const reply = await client.put(`/api/v1/entries/${id}/draft`, { content }, headers);
    if (reply.status !== 200) {
      troubles.push(reply);
      return;
    }
    ({ versionId } = entrySchema.parse(reply.json).draft);
    acknowledged.push(versionId);
  }

  const saving = (async () => {
    while (!over.signal.aborted) {
      await save();
      await sleep(PAUSE_MS);
    }
  })();
  return {
    acknowledged,
    troubles,
    untilSaved: async (more) => {
      const enough = acknowledged.length + more;
      while (acknowledged.length < enough && troubles.length === 0)
        await Promise.race([sleep(PAUSE_MS), saving]);
    },
    stop: async () => {
      over.abort();
      await saving;
    },
  };
}

/** Each save that was acknowledged stands in the audit. */
export async function findLostSaves({ db }: Database, editor: SteadyEditor): Promise<string[]> {
  const audited = await db.selectFrom('audit').select('details').where('action', '=', 'entry.save').execute();
  const stored = new Set(audited.map(({ details }) => savedSchema.parse(decodeJson(details)).versionId));
  return editor.acknowledged.filter((versionId) => !stored.has(versionId));
}
