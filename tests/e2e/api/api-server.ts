import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hash } from '@node-rs/argon2';
import { pino } from 'pino';
import type { ContentModel } from '../../../model/content-model.ts';
import type { PublishedEntry } from '../../../model/publication.ts';
import type { SitePages } from '../../../model/site-pages.ts';
import { roleKey, type GivenRole } from '../../../server/accounts/actor.ts';
import { createOwnerLink } from '../../../server/accounts/create-owner-link.ts';
import type { AuthoringContext } from '../../../server/authoring/authoring-context.ts';
import { expirePresence } from '../../../server/authoring/expire-presence.ts';
import { createApi } from '../../../server/api/create-api.ts';
import { createEventHub, type EventHub } from '../../../server/api/events/event-hub.ts';
import { createPreviewWatch } from '../../../server/api/preview/preview-watch.ts';
import type { PreviewPort } from '../../../server/api/preview/preview-port.ts';
import type { Config } from '../../../server/config.ts';
import { createAccountMail } from '../../../server/mail/account-mail.ts';
import { mediaPlaceOf } from '../../../server/media/media-place.ts';
import { readPublishingStatus } from '../../../server/publishing/read-publisher.ts';
import { createWebApp } from '../../../server/serving/create-web-app.ts';
import { signalCommits } from '../../../server/store/commit-signal.ts';
import type { Database } from '../../../server/store/database.ts';
import { newId } from '../../../server/store/new-id.ts';
import { insertUser } from '../../../server/store/users.ts';
import { createClient, type Client } from './client.ts';
import { testModel } from './test-model.ts';

export type ApiServer = {
  port: number;
  database: Database;
  /** What the log says, one record a line. */
  logLines: string[];
  previewed: PublishedEntry[];
  events: EventHub;
  client(): Client;
  /** Takes the way a person takes: through the one-time link. */
  createOwner(): Promise<Client>;
  /** Returns the address that the new user signs in with. */
  createUser(role: GivenRole): Promise<string>;
  signInAs(role: GivenRole): Promise<Client>;
  close(): Promise<void>;
};

const readiness = async () => ({ ready: true, checks: {} });

export const PASSWORD = 'correct horse battery';

/** Hundreds of people sign in: a hash says itself how much work it is, and this one says as little as there is. */
const quickHash = hash(PASSWORD, { memoryCost: 8, timeCost: 1, parallelism: 1 });

/** The API as the process serves it, on a port of its own, over a database that the caller opened and closes. */
export async function startApiServer(
  primary: Database,
  {
    adminUrl = 'http://admin.example:4000/admin',
    previewOrigin = null,
    sessionKeys = ['a key of the tests'],
    trustProxy = { kind: 'none' },
    hasMailServer = true,
    heartbeatMs = 15_000,
    port: wantedPort = 0,
    writesPerMinute = null,
    now = () => new Date(),
    mediaFolder: givenFolder,
    pages,
    site,
  }: Partial<
    Pick<Config, 'adminUrl' | 'previewOrigin' | 'sessionKeys' | 'trustProxy' | 'writesPerMinute'>
  > & {
    hasMailServer?: boolean;
    heartbeatMs?: number;
    port?: number;
    /** Where media are kept, for longer than the server runs. */
    mediaFolder?: string;
    now?: () => Date;
    /** What is known of the pages of the site. */
    pages?: SitePages;
    /** In place of the model and the pages that the tests of the API make up. */
    site?: {
      siteUrl: string;
      model: ContentModel;
      preview: PreviewPort;
      adminBuildFolder: string;
      /** What whoever publishes it knows. */
      authoring?: Pick<
        AuthoringContext,
        | 'foreseeDeadLinks'
        | 'linkGate'
        | 'planner'
        | 'prove'
        | 'publicationCommitted'
        | 'reservedPaths'
        | 'siteUrl'
      >;
    };
  } = {},
): Promise<ApiServer> {
  const model = site?.model ?? testModel;
  const logLines: string[] = [];
  const mediaFolder = givenFolder ?? mkdtempSync(join(tmpdir(), 'stillpress-media-'));
  const previewed: PublishedEntry[] = [];
  const log = pino({ level: 'debug' }, { write: (line: string) => void logLines.push(line) });
  const config = {
    adminUrl,
    previewOrigin,
    sessionKeys,
    trustProxy,
    writesPerMinute,
    siteUrl: site?.siteUrl ?? 'http://site.example',
    mediaDirectUploads: false,
    dataDir: '/nonexistent',
    target: { kind: 'disk', root: '/nonexistent' },
    webhookAllowHosts: { names: [], ranges: ['127.0.0.0/8'] },
    appEnv: null,
  } as const;
  const events = createEventHub({
    database: primary,
    model,
    log,
    heartbeatMs,
    now,
    expirePresence: () => expirePresence(authoring),
  });
  const previewWatch = createPreviewWatch({ log });
  const database = signalCommits(primary, () => {
    events.wake();
    previewWatch.wake();
  });
  const authoring: AuthoringContext = {
    database,
    model,
    now,
    publicationCommitted: () => {},
    ...(pages && { pages }),
    ...site?.authoring,
  };
  const api = createApi({
    database,
    model,
    log,
    config,
    authoring,
    events,
    mailing: { mail: createAccountMail(), locale: 'en', adminUrl, hasServer: hasMailServer },
    preview: site?.preview ?? previewsIn(previewed),
    media: mediaPlaceOf({
      dataDir: mediaFolder,
      mediaStore: { kind: 'disk', root: join(mediaFolder, 'media') },
      mediaLimits: { bytes: 20_000_000, pixels: 20_000_000 },
    }),
    previewWatch,
    // Nobody publishes here.
    publishing: { readStatus: async () => readPublishingStatus(config) },
    health: { examine: () => Promise.resolve([]) },
  });
  const app = createWebApp({
    config,
    log,
    api: () => api,
    readiness,
    adminBuildFolder: site?.adminBuildFolder ?? '/nonexistent',
    directAddress: null,
  });
  const handle = app.callback();
  const server = createServer((request, response) => void handle(request, response)).listen(
    wantedPort,
    '127.0.0.1',
  );
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string')
    throw new Error('The system gave no port to listen on.');
  const { port } = address;
  const client = (): Client => createClient(port);
  const createUser = async (role: GivenRole): Promise<string> => {
    const name = roleKey(role);
    const email = `${name}-${newId()}@example.org`;
    const passwordHash = await quickHash;
    const user = { id: newId(), email, name, role, passwordHash, createdAt: new Date().toISOString() };
    await database.write((tx) => insertUser(tx, user));
    return email;
  };
  return {
    port,
    database,
    logLines,
    previewed,
    events,
    client,
    createOwner: async () => {
      const link = await createOwnerLink(database, { now: new Date() });
      const owner = client();
      await owner.post('/api/v1/setup', {
        token: link?.token,
        email: 'owner@example.org',
        name: 'Olga Owner',
        password: PASSWORD,
      });
      return owner;
    },
    createUser,
    signInAs: async (role) => {
      const signedIn = client();
      await signedIn.post('/api/v1/session', { email: await createUser(role), password: PASSWORD });
      return signedIn;
    },
    close: async () => {
      events.close();
      previewWatch.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
      if (givenFolder === undefined) rmSync(mediaFolder, { recursive: true, force: true });
    },
  };
}

/** Pages that show the title of the first draft. */
function previewsIn(previewed: PublishedEntry[]): PreviewPort {
  return {
    renderPreview: async ({ changes, path }) => {
      const entries = changes.flatMap((change) => (change.kind === 'publish' ? [change.entry] : []));
      previewed.push(...entries);
      const shown = entries.find((entry) => entry.path === path) ?? entries[0];
      const title = shown === undefined ? 'Nothing laid over' : String(shown.fields['title']);
      const body = Buffer.from(
        `<h1>${title}</h1><a href="/">Home</a><a href="https://else.example/">Else</a>`,
      );
      return { kind: 'page', status: 200, contentType: 'text/html', body };
    },
    readAsset: async ({ path }) =>
      path === '/_astro/a.css'
        ? { contentType: 'text/css', body: Buffer.from('p { background: url(/_astro/b.png) }') }
        : null,
  };
}
