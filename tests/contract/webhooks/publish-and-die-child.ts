/**
 * `publish-and-die-child.ts ORDER`, where ORDER is JSON: `{ dataDir, databaseUrl?, entryId, versionId }`. Publishes that version, and kills itself the
 * moment the publication is committed.
 */
import { defineContentModel } from '../../../model/define-content-model.ts';
import { field } from '../../../model/fields.ts';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { publishEntries } from '../../../server/authoring/publish-entries.ts';
import { openDatabase } from '../../../server/store/database.ts';

type Order = { dataDir: string; databaseUrl?: string; entryId: string; versionId: string };

const { dataDir, databaseUrl, entryId, versionId } = JSON.parse(process.argv[2] ?? '') as Order;
const fields = { title: field.text({ required: true }), slug: field.slug({ required: true, from: 'title' }) };
const model = defineContentModel({
  locales: ['en'],
  defaultLocale: 'en',
  collections: { posts: { url: '/blog/{slug}/', title: 'title', fields } },
});
await publishEntries(
  {
    database: await openDatabase({ dataDir, databaseUrl }),
    model,
    now: () => new Date(),
    publicationCommitted: () => void process.kill(process.pid, 'SIGKILL'),
  },
  { actor: SYSTEM_ACTOR, correlationId: null, entries: [{ entryId, expectedVersionId: versionId }] },
);
