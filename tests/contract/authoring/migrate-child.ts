/**
 * `migrate-child.ts DATA_DIR DATABASE_URL`: brings the content to the newer model of `migration-fixture.ts`, few entries at a time and slowly, and prints
 * a line after each batch.
 */
import { openDatabase } from '../../../server/store/database.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { migrate, newerRelease, OLD_MODEL } from './migration-fixture.ts';

const [dataDir = '', databaseUrl = ''] = process.argv.slice(2);
const database = await openDatabase({ dataDir, databaseUrl: databaseUrl === '' ? undefined : databaseUrl });
const older: AuthoringContext = {
  database,
  model: OLD_MODEL,
  now: () => new Date(),
  publicationCommitted: () => {},
};
const newer = newerRelease(older);
const slowly = newer.migrations?.map((step) =>
  step.kind === 'retype' ? { ...step, with: (value: unknown) => (wait(), Number(value)) } : step,
);
await migrate(
  { ...newer, migrations: slowly ?? [] },
  { batchSize: 4, onProgress: (done) => void process.stdout.write(`${done}\n`) },
);
await database.close();
process.exit();

function wait(): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 10);
}
