import { expect } from 'vitest';
import { z } from 'zod';
import { entrySchema } from '../../model/api/entry.ts';
import type { Database } from '../../server/store/database.ts';
import { startApiServer } from '../e2e/api/api-server.ts';
import { createClient } from '../e2e/api/client.ts';
import type { Client, Reply } from '../e2e/api/client.ts';

/** An editor with some entries, who saves all of them at once and keeps what was acknowledged. */
export type SavingEditor = {
  /** Saves one entry after the other answer, each in a loop of its own, until the server is gone or `until` is over. */
  saveThrough(port: number, options: { onAcknowledged?: () => void; until?: Promise<void> }): Promise<void>;
  /** The answers 200, each with the version that it named and the text that was saved. */
  acknowledged: Map<string, string>;
};

const ENTRIES = 8;
const currentSchema = z.object({ current: entrySchema });

export async function createSavingEditor(database: Database): Promise<SavingEditor> {
  const server = await startApiServer(database);
  const editor = await server.signInAs('editor');
  const entryIds: string[] = [];
  for (let entry = 0; entry < ENTRIES; entry++) {
    const reply = await editor.post('/api/v1/entries', { collection: 'authors', content: { name: 'New' } });
    entryIds.push(entrySchema.parse(reply.json).id);
  }
  await server.close();
  const acknowledged = new Map<string, string>();
  let saves = 0;

  async function saveOne(
    client: Client,
    { id, onAcknowledged, isOver }: { id: string; onAcknowledged: () => void; isOver: () => boolean },
  ): Promise<void> {
    let versionId = '';
    while (!isOver()) {
      const name = `Save ${++saves}`;
      const reply = await send(client, { id, versionId, name });
      if (reply === null) return;
      if (reply.status === 200) {
        versionId = entrySchema.parse(reply.json).draft.versionId;
        acknowledged.set(versionId, name);
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

/** Each acknowledged save is there with its text, and no entry has half a save. */
export async function expectAllStored(
  database: Database,
  acknowledged: ReadonlyMap<string, string>,
): Promise<void> {
  const versions = await database.db
    .selectFrom('version')
    .select(['id', 'entry_id as entryId', 'number', 'content'])
    .execute();
  const stored = new Map(versions.map(({ id, content }) => [id, content]));
  const lost = [...acknowledged].filter(([id, name]) => !String(stored.get(id)).includes(`"${name}"`));
  expect(lost).toEqual([]);
  const entries = await database.db
    .selectFrom('entry')
    .select(['id', 'draft_version_id as draftId'])
    .execute();
  for (const entry of entries) {
    const own = versions.filter(({ entryId }) => entryId === entry.id);
    const draft = own.find(({ id }) => id === entry.draftId);
    expect([draft?.number, own.length]).toEqual([own.length, Math.max(...own.map(({ number }) => number))]);
  }
}
