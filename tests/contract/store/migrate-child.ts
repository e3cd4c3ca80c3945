/**
 * `migrate-child.ts DATA_DIR DATABASE_URL`: opens the database several times, waits for a line, migrates with all at once, and prints
 * how many migrations were applied.
 */
import { createInterface } from 'node:readline';
import { openDatabase } from '../../../server/store/database.ts';
import { migrateUp } from '../../../server/store/migrate.ts';

const HANDLES = 3;

const [dataDir = '', url = ''] = process.argv.slice(2);
const databaseUrl = url === '' ? undefined : url;
const databases = await Promise.all(
  Array.from({ length: HANDLES }, () => openDatabase({ dataDir, databaseUrl })),
);
process.stdout.write('ready\n');
for await (const _ of createInterface({ input: process.stdin })) break;
const results = await Promise.all(databases.map(migrateUp));
process.stdout.write(`${results.flat().length}\n`);
await Promise.all(databases.map((database) => database.close()));
process.exit();
