/** `drop-child.ts DATA_DIR DATABASE_URL`: drops the notes of `drop-fixture.ts`, few entries at a time, and prints a line after each batch. */
import { openDatabase } from '../../../server/store/database.ts';
import { withoutNotes, WITH_NOTES } from './drop-fixture.ts';
import { migrate } from './migration-fixture.ts';

const [dataDir = '', databaseUrl = ''] = process.argv.slice(2);
const database = await openDatabase({ dataDir, databaseUrl: databaseUrl === '' ? undefined : databaseUrl });
const older = { database, model: WITH_NOTES, now: () => new Date(), publicationCommitted: () => {} };
await migrate(withoutNotes(older), {
  allowDrop: ['jottings'],
  batchSize: 4,
  onProgress: (done) => {
    process.stdout.write(`${done}\n`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
  },
});
await database.close();
process.exit();
