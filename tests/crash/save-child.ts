/**
 * `save-child.ts PLACES`, where PLACES is JSON: `[{ dataDir, databaseUrl?, entryIds }]`. Prints its process id, waits for a line, and
 * then saves new versions of every entry in a loop of its own, all at once and for ever. After each save that was acknowledged to
 * it, it prints the position of the place in the list and the id of the version.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { openDatabase } from '../../server/store/database.ts';
import type { Database } from '../../server/store/database.ts';
import { moveDraft, readEntryForUpdate } from '../../server/store/entries.ts';
import { newId } from '../../server/store/new-id.ts';
import { insertVersion } from '../../server/store/versions.ts';

export type Place = { dataDir: string; databaseUrl?: string; entryIds: string[] };

const BODY = 'What was acknowledged is kept. '.repeat(40);

const places = JSON.parse(process.argv[2] ?? '') as Place[];
process.stdout.write(`${process.pid}\n`);
for await (const _ of createInterface({ input: process.stdin })) break;
for (const [position, { dataDir, databaseUrl, entryIds }] of places.entries()) {
  const database = await openDatabase({ dataDir, databaseUrl });
  for (const id of entryIds) void saveForEver(database, { id, position });
}

async function saveForEver(
  database: Database,
  { id, position }: { id: string; position: number },
): Promise<never> {
  for (;;) {
    const versionId = newId();
    await database.write(async (tx) => {
      const entry = await readEntryForUpdate(tx, { id });
      if (entry === null) throw new Error(`there is no entry ${id}`);
      const created = { createdAt: new Date().toISOString(), createdBy: null };
      await insertVersion(tx, {
        id: versionId,
        entryId: id,
        content: { body: BODY },
        slug: null,
        modelFingerprint: 'm',
        ...created,
      });
      const move = { entryId: id, fromVersionId: entry.draftVersionId, toVersionId: versionId };
      await moveDraft(tx, { ...move, title: '', updatedAt: created.createdAt });
    });
    writeSync(1, `${position} ${versionId}\n`);
  }
}
