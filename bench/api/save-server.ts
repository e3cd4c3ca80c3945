/**
 * The program behind the `api` bench: the HTTP server as a process runs it, over the database that its first argument names. Prints
 * one line that says where it is and what there is to save; ends when its standard input does.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { pino } from 'pino';
import { SYSTEM_ACTOR } from '../../server/accounts/actor.ts';
import { hashPassword } from '../../server/accounts/password.ts';
import { createApi } from '../../server/api/create-api.ts';
import { createPreviewWatch } from '../../server/api/preview/preview-watch.ts';
import { createEventHub } from '../../server/api/events/event-hub.ts';
import { createEntry } from '../../server/authoring/create-entry.ts';
import { createLog } from '../../server/log.ts';
import { mediaPlaceOf } from '../../server/media/media-place.ts';
import { createAccountMail } from '../../server/mail/account-mail.ts';
import { createAuditSealer } from '../../server/operations/audit-sealer.ts';
import { readPublishingStatus } from '../../server/publishing/read-publisher.ts';
import { createWebApp } from '../../server/serving/create-web-app.ts';
import { signalCommits } from '../../server/store/commit-signal.ts';
import { openDatabase } from '../../server/store/database.ts';
import { newId } from '../../server/store/new-id.ts';
import { insertUser } from '../../server/store/users.ts';
import { contentModel } from '../../site/content-model.ts';
import { sampleContent } from './sample-content.ts';
import type { DatabaseAddress, SavedEntry } from './save-load.ts';

export type ServerLine = { port: number; cookie: string; userId: string; entries: SavedEntry[] };

const readiness = async () => ({ ready: true, checks: {} });

const PASSWORD = 'a password for the bench';

async function main(address: DatabaseAddress & { entries: number }): Promise<void> {
  const primary = await openDatabase(address);
  const log = createLog({ logLevel: 'info' }, pino.destination({ dest: '/dev/null', sync: true }));
  const events = createEventHub({
    database: primary,
    model: contentModel,
    log,
    expirePresence: async () => {},
  });
  const database = signalCommits(primary, () => events.wake());
  const config = {
    appEnv: null,
    mediaDirectUploads: false,
    adminUrl: 'http://localhost/admin',
    previewOrigin: null,
    siteUrl: 'http://localhost',
    sessionKeys: ['a key for the bench'],
    trustProxy: { kind: 'none' },
    dataDir: '/nonexistent',
    writesPerMinute: null,
    target: { kind: 'disk', root: '/nonexistent' },
    webhookAllowHosts: { names: [], ranges: [] },
  } as const;
  const authoring = { database, model: contentModel, now: () => new Date(), publicationCommitted: () => {} };
  const preview = { renderPreview: noTemplates, readAsset: noTemplates };
  const previewWatch = createPreviewWatch({ log });
  const publishing = { readStatus: async () => readPublishingStatus(config) };
  const mailing = {
    mail: createAccountMail(),
    locale: 'en',
    adminUrl: config.adminUrl,
    hasServer: false,
  } as const;
  const common = { database, model: contentModel, log, config };
  const media = mediaPlaceOf({
    dataDir: '/nonexistent',
    mediaStore: { kind: 'disk', root: '/nonexistent' },
    mediaLimits: { bytes: 1, pixels: 1 },
  });
  const health = { examine: () => Promise.resolve([]) };
  const api = createApi({
    ...common,
    authoring,
    events,
    mailing,
    media,
    preview,
    previewWatch,
    publishing,
    health,
  });
  const handle = createWebApp({
    config,
    log,
    api: () => api,
    readiness,
    adminBuildFolder: '/nonexistent',
    directAddress: null,
  }).callback();
  const server = createServer((request, response) => void handle(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('The system gave no port to listen on.');

  const email = 'bench@example.org';
  const user = { id: newId(), email, name: 'Bench', role: 'editor' } as const;
  const account = {
    ...user,
    passwordHash: await hashPassword(PASSWORD),
    createdAt: new Date().toISOString(),
  };
  await database.write((tx) => insertUser(tx, account));
  const signedIn = await fetch(`http://127.0.0.1:${bound.port}/api/v1/session`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ email, password: PASSWORD }),
  });
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  const entries: SavedEntry[] = [];
  while (entries.length < address.entries) {
    const creation = { collection: 'posts', locale: 'en', content: sampleContent(), correlationId: null };
    const { id, draft } = await createEntry(authoring, { ...creation, actor: SYSTEM_ACTOR });
    entries.push({ id, versionId: draft.versionId });
  }
  // As `stillpress start` has it: what is saved is sealed beside it.
  const sealer = createAuditSealer({ database, log });
  sealer.start();
  const line: ServerLine = { port: bound.port, cookie, userId: user.id, entries };
  process.stdout.write(`${JSON.stringify(line)}\n`);
  await once(process.stdin.resume(), 'end');
  server.close();
  server.closeAllConnections();
  await sealer.stop();
  await database.close();
}

await main(JSON.parse(process.argv[2] ?? ''));

function noTemplates(): Promise<never> {
  return Promise.reject(new Error('the bench has no templates'));
}
