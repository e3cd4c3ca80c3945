import { expect } from 'vitest';
import { z } from 'zod';
import { entrySchema } from '../../model/api/entry.ts';
import type { Database } from '../../server/store/database.ts';
import { decodeJson } from '../../server/store/json.ts';
import { startApiServer } from '../e2e/api/api-server.ts';
import { createClient } from '../e2e/api/client.ts';
import type { Client, Reply } from '../e2e/api/client.ts';

/** An editor with some entries, who saves all of them at once and keeps what was acknowledged. */
export type SavingEditor = {
  /** Saves one entry after the other answer, each in a loop of its own, until the server is gone or `until` is over. */
  saveThrough(port: number, options: { onAcknowledged?: () => void; until?: Promise<void> }): Promise<void>;
  /** The answers 200, by the version that each named. */
  acknowledged: Map<string, AcknowledgedSave>;
};

/** The saves of all entries are counted together, and those of one entry follow each other. */
type AcknowledgedSave = { entryId: string; save: number };

const ENTRIES = 8;
const currentSchema = z.object({ current: entrySchema });
const savedSchema = z.object({ versionId: z.string() });
const nameSchema = z.object({ name: z.string() });

export async function createSavingEditor(database: Database): Promise<SavingEditor> {
  const server = await startApiServer(database);
  const editor = await server.signInAs('editor');
  const entryIds: string[] = [];
  for (let entry = 0; entry < ENTRIES; entry++) {
    const reply = await editor.post('/api/v1/entries', { collection: 'authors', content: { name: 'New' } });
    entryIds.push(entrySchema.parse(reply.json).id);
  }
  await server.close();
  const acknowledged = new Map<string, AcknowledgedSave>();
  let saves = 0;

  async function saveOne(
    client: Client,
    { id, onAcknowledged, isOver }: { id: string; onAcknowledged: () => void; isOver: () => boolean },
  ): Promise<void> {
    let versionId = '';
    while (!isOver()) {
      const save = ++saves;
      const reply = await send(client, { id, versionId, name: `Save ${save}` });
      if (reply === null) return;
      if (reply.status === 200) {
        versionId = entrySchema.parse(reply.json).draft.versionId;
        acknowledged.set(versionId, { entryId: id, save });
        onAcknowledged();
      } else if (reply.status === 412) {
        // The first of a loop, or one whose answer was lost: the server's copy is where to go on from.
        versionId = currentSchema.parse(reply.json).current.draft.versionId;
      } else {
        expect(reply.json).toMatchObject({ status: 503, code: 'database-unavailable' });
      }
    }
  }

  return {
    acknowledged,
    saveThrough: async (port, { onAcknowledged = () => {}, until }) => {
      const client = createClient(port);
      for (const [name, value] of editor.cookies) client.cookies.set(name, value);
      let over = false;
      void until?.then(() => (over = true));
      await Promise.all(entryIds.map((id) => saveOne(client, { id, onAcknowledged, isOver: () => over })));
    },
  };
}

type Save = { id: string; versionId: string; name: string };

/** Null when the server is gone. */
async function send(client: Client, { id, versionId, name }: Save): Promise<Reply | null> {
  try {
    return await client.put(
      `/api/v1/entries/${id}/draft`,
      { content: { name } },
      { 'If-Match': `"${versionId}"` },
    );
  } catch {
    return null;
  }
}

/**
 * The saves of one sitting share a version. So each acknowledged save is in the audit, the draft is the last one or one made after it, and
 * no entry has half a save.
 */
export async function expectAllStored(
  { db }: Database,
  acknowledged: ReadonlyMap<string, AcknowledgedSave>,
): Promise<void> {
  const audited = await db.selectFrom('audit').select('details').where('action', '=', 'entry.save').execute();
  const stored = new Set(audited.map(({ details }) => savedSchema.parse(decodeJson(details)).versionId));
  expect([...acknowledged.keys()].filter((versionId) => !stored.has(versionId))).toEqual([]);

  const versions = await db
    .selectFrom('version')
    .innerJoin('entry', 'entry.id', 'version.entry_id')
    .select(['entry_id as entryId', 'number', 'content', 'version.id', 'draft_version_id as draftId'])
    .execute();
  for (const [entryId, own] of Map.groupBy(versions, (version) => version.entryId)) {
    const draft = own.find(({ id, draftId }) => id === draftId);
    expect([draft?.number, own.length]).toEqual([own.length, Math.max(...own.map(({ number }) => number))]);
    const saves = [...acknowledged.values()].filter((save) => save.entryId === entryId);
    // Of an entry no save may have been answered before the first kill.
    if (saves.length === 0) continue;
    const { name } = nameSchema.parse(decodeJson(draft?.content ?? '{}'));
    expect(Number(name.replace('Save ', ''))).toBeGreaterThanOrEqual(
      Math.max(...saves.map(({ save }) => save)),
    );
  }
}
