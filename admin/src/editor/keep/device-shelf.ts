import { openDB, type DBSchema, type IDBPDatabase } from 'idb';
import type { DraftShelf, KeptDraft } from './kept-draft.ts';

type Kept = DBSchema & {
  drafts: { key: [string, string]; value: KeptDraft; indexes: { entry: string } };
};

/** In the browser's own database: it outlives the window, the browser and the machine's being switched off. */
export function createDeviceShelf(): DraftShelf {
  let opening: Promise<IDBPDatabase<Kept>> | null = null;
  const open = async (): Promise<IDBPDatabase<Kept>> => {
    opening ??= openDB<Kept>('stillpress', 1, {
      upgrade(database) {
        const drafts = database.createObjectStore('drafts', { keyPath: ['entryId', 'windowId'] });
        drafts.createIndex('entry', 'entryId');
      },
      terminated: () => {
        opening = null;
      },
    });
    return await opening.catch((error: unknown) => {
      opening = null;
      throw error;
    });
  };
  return {
    put: async (draft) => {
      const write = (await open()).transaction('drafts', 'readwrite', { durability: 'strict' });
      await Promise.all([write.store.put(draft), write.done]);
    },
    remove: async ({ entryId, windowId }) => await (await open()).delete('drafts', [entryId, windowId]),
    listOf: async (entryId) => await (await open()).getAllFromIndex('drafts', 'entry', entryId),
    listAll: async () => await (await open()).getAll('drafts'),
  };
}
