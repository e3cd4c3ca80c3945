import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { hashPassword } from '../../server/accounts/password.ts';
import { openDatabase } from '../../server/store/database.ts';
import { migrateUp } from '../../server/store/migrate.ts';
import { newId } from '../../server/store/new-id.ts';
import { insertUser } from '../../server/store/users.ts';
import { contentModel } from '../../site/content-model.ts';
import { loadEntries } from '../content/load-entries.ts';
import { sampleEntries } from '../content/sample-entries.ts';
import { sampleSite, type SampleSite } from '../content/sample-site.ts';
import { createBenchFolder } from './bench-folder.ts';

/** An installation in a folder of its own: a database with everything published, and nothing derived from it yet. */
export type BenchSite = {
  content: SampleSite;
  dataDir: string;
  /** Where the disk target is. */
  targetRoot: string;
  editor: { email: string; password: string };
  /** The environment that processes of this installation run in. */
  env: Record<string, string>;
  remove(): void;
};

export const SITE_URL = 'https://bench.example';

export async function createBenchSite({
  databaseUrl,
  posts,
}: {
  posts: number;
  /** In place of SQLite. */
  databaseUrl?: string | undefined;
}): Promise<BenchSite> {
  const content = sampleSite({ posts });
  const { path: dataDir, remove } = createBenchFolder('bench');
  const editor = { email: 'bench@example.org', password: 'a password for the bench' };
  const database = await openDatabase({ dataDir, databaseUrl });
  await migrateUp(database);
  const passwordHash = await hashPassword(editor.password);
  const user = { id: newId(), email: editor.email, name: 'Bench', role: 'editor' } as const;
  await database.write((tx) =>
    insertUser(tx, { ...user, passwordHash, createdAt: new Date().toISOString() }),
  );
  await loadEntries(database, { entries: sampleEntries(content), model: contentModel });
  await database.close();
  return {
    content,
    dataDir,
    targetRoot: join(dataDir, 'public'),
    editor,
    env: {
      // In development a start would seed the demo site and build the authoring UI.
      NODE_ENV: 'production',
      ALLOW_SQLITE_IN_PRODUCTION: 'yes',
      DATA_DIR: dataDir,
      HOST: '127.0.0.1',
      SITE_URL,
      SESSION_KEYS: randomBytes(32).toString('base64'),
      ...(databaseUrl !== undefined && { DATABASE_URL: databaseUrl }),
    },
    remove,
  };
}
