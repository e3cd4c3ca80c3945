import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { createEntry } from '../../../server/authoring/create-entry.ts';
import { saveDraft } from '../../../server/authoring/save-draft.ts';
import type { EntryDetails } from '../../../server/authoring/entry-details.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { freePort } from '../../support/free-port.ts';
import { startApiServer, type ApiServer } from '../api/api-server.ts';
import type { Client } from '../api/client.ts';
import { SITE_URL, type Installation, type PostContent } from './publishing-fixture.ts';
import { contentModel } from './test-site/content-model.ts';

/** The test site with its API, and an editor who looks at previews of it. */
export type PreviewedSite = {
  server: ApiServer;
  publisher: Publisher;
  editor: Client;
  /** Where editors are, for a browser. */
  adminOrigin: string;
  /** A draft that is nowhere public. */
  draft(content: PostContent): Promise<EntryDetails>;
  save(post: EntryDetails, content: PostContent): Promise<EntryDetails>;
  close(): Promise<void>;
};

type Options = { hasOwnOrigin?: boolean };

/** On one name of this machine; previews on another one where they have an origin of their own. */
export async function openPreviewedSite(
  { authoring, database, ...installation }: Installation,
  { hasOwnOrigin = false }: Options = {},
): Promise<PreviewedSite> {
  const publisher = await installation.openPublisher();
  publisher.start();
  const port = await freePort();
  const adminBuildFolder = mkdtempSync(join(tmpdir(), 'stillpress-admin-'));
  writeFileSync(join(adminBuildFolder, 'index.html'), '<!doctype html><title>Admin</title>');
  const adminOrigin = `http://localhost:${port}`;
  const server = await startApiServer(database, {
    port,
    adminUrl: `${adminOrigin}/admin`,
    previewOrigin: hasOwnOrigin ? `http://127.0.0.1:${port}` : null,
    site: { siteUrl: SITE_URL, model: contentModel, preview: publisher, adminBuildFolder },
  });
  const call = { actor: SYSTEM_ACTOR, correlationId: null };
  return {
    server,
    publisher,
    adminOrigin,
    editor: await server.signInAs('editor'),
    draft: (content) => createEntry(authoring, { ...call, collection: 'posts', locale: 'en', content }),
    save: ({ draft, id: entryId }, content) =>
      saveDraft(authoring, { ...call, entryId, expectedVersionId: draft.versionId, content }),
    close: async () => {
      await server.close();
      rmSync(adminBuildFolder, { recursive: true });
    },
  };
}
