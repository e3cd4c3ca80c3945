import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, vi } from 'vitest';
import { createApiClient, type ApiClient } from '../../../model/api/client.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { GivenRole } from '../../../server/accounts/actor.ts';
import type { LinkGate } from '../../../server/config.ts';
import { createSitePages } from '../../../server/publishing/look-at-pages.ts';
import { createPreviewer, type Previewer } from '../../../server/publishing/previewer.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import type { Database, DialectName } from '../../../server/store/database.ts';
import { PASSWORD, startApiServer, type ApiServer } from '../api/api-server.ts';
import type { Client } from '../api/client.ts';
import {
  buildOnce,
  createInstallation,
  readLiveTree,
  SITE_URL,
  type Installation,
  type Project,
} from './publishing-fixture.ts';

export type Plan = Awaited<ReturnType<ApiClient['planPublication']>>['body'];
export type Entry = Awaited<ReturnType<ApiClient['createEntry']>>['body'];
export type Links = Parameters<ApiClient['planPublication']>[0]['body']['links'];
export type Item = { id: string; versionId: string; action: 'publish' | 'withdraw' };

/** What pages show of the time to the second is that of the plan and of the publication. */
const NOW = new Date();
NOW.setUTCMinutes(0, 0, 0);
/** Where posts that are published now are in the sitemap. */
export const MONTH = NOW.toISOString().slice(0, 'YYYY-MM'.length);

/** A site that is published, and an editor who looks at plans before and publishes by them, all over HTTP. */
export type PlannedSite = {
  readonly editor: ApiClient;
  readonly database: Database;
  now(): Date;
  /** An editor, for addresses that are for browsers. */
  browse(): Promise<Client>;
  /** What visitors get at the path; null where there is nothing. */
  readLive(path: string): string | null;
  /** Somebody else who works there. */
  signInAs(role: GivenRole): Promise<ApiClient>;
  create(collection: string, content: Record<string, unknown>): Promise<Entry>;
  save(entry: Entry, changed: Record<string, unknown>): Promise<Entry>;
  plan(items: readonly Item[], at?: Date): Promise<Plan>;
  /** Resolves once visitors get it. */
  publishedUpTo(seq: number): Promise<void>;
  /** By so much, for all that comes; within the hour that the tests begin with. */
  moveClock(minutes: number): Date;
  /** With the plan that its author has seen, if there is one. Resolves once visitors get it. */
  publish(items: readonly Item[], seen?: Plan, links?: Links): Promise<number>;
  /**
   * Publishes by the plan, and expects that the release has changed what was planned and nothing else, that visitors get the very bytes, and that the
   * caches are told of every address that has another answer.
   */
  publishAsPlanned(items: readonly Item[], seen: Plan, links?: Links): Promise<void>;
};

export const publishing = ({ draft, id }: Entry): Item => ({
  id,
  versionId: draft.versionId,
  action: 'publish',
});
export const withdrawing = (entry: Entry): Item => ({ ...publishing(entry), action: 'withdraw' });

/** As an editor sends it back. */
export function seenOf({ basis, pages }: Plan) {
  return { ...basis, pages: pages.map(({ change, hash, path }) => ({ change, hash, path })) };
}

type Options = {
  dialect: DialectName;
  model: ContentModel;
  project: () => Project;
  linkGate?: LinkGate;
  /** Whether the server is a process of its own, beside the one that publishes, with the same data folder. */
  isBeside?: boolean;
};

/** Where the tests are described: it takes care of what comes before and after them. */
export function usePlannedSite({
  dialect,
  isBeside = false,
  linkGate = 'on',
  model,
  project,
}: Options): PlannedSite {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-planned-'));
  let installation: Installation;
  let publisher: Publisher;
  let previewer: Previewer | null = null;
  let server: ApiServer;
  let editor: ApiClient;
  let used: Project;
  let time = NOW;
  const now = (): Date => time;

  beforeAll(async () => {
    used = project();
    await buildOnce(used.root, folder);
    installation = await createInstallation(dialect, { projectRoot: used.root, buildsFrom: folder });
    const options = { model, now, config: { ...installation.options.config, linkGate } };
    publisher = await installation.openPublisher(options);
    publisher.start();
    if (isBeside) previewer = await createPreviewer({ ...installation.options, ...options });
    const preview = previewer ?? publisher;
    server = await startApiServer(installation.database, {
      now,
      pages: createSitePages({ config: installation, model }),
      site: {
        siteUrl: SITE_URL,
        model,
        preview,
        adminBuildFolder: '/nonexistent',
        authoring: {
          planner: () => preview.planner,
          prove: (changes) => preview.prove(changes),
          foreseeDeadLinks: (changes) => preview.foreseeDeadLinks(changes),
          linkGate,
          siteUrl: SITE_URL,
          publicationCommitted: () => publisher.notify(),
          reservedPaths: () => preview.reservedPaths(),
        },
      },
    });
    editor = await signInAs('editor');
  }, 240_000);
  afterAll(async () => {
    await server?.close();
    await previewer?.stop();
    await installation?.close();
    used?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  async function signInAs(role: GivenRole): Promise<ApiClient> {
    const client = createApiClient({ baseUrl: `http://127.0.0.1:${server.port}` });
    await client.signIn({ body: { email: await server.createUser(role), password: PASSWORD } });
    return client;
  }

  async function publish(items: readonly Item[], seen?: Plan, links?: Links): Promise<number> {
    const { body } = await editor.publishBundle({
      body: { entries: [...items], links, ...(seen !== undefined && { basis: seenOf(seen) }) },
    });
    const seq = body.publication?.seq ?? 0;
    await publisher.publishedUpTo(seq);
    return seq;
  }

  async function publishAsPlanned(items: readonly Item[], seen: Plan, links?: Links): Promise<void> {
    const before = readLiveTree(installation);
    const seq = await publish(items, seen, links);
    // Visitors see it a moment before that is written down.
    const publication = await vi.waitFor(async () => {
      const { body } = await editor.readPublication({ seq });
      expect(body.state).toBe('live');
      return body;
    }, 30_000);
    const { body: release } = await editor.readRelease({ number: publication.release ?? 0 });
    expect(
      release.files.map(({ after, change, path }) => ({ change, path, hash: after?.hash ?? null })),
    ).toEqual(seen.pages.map(({ change, hash, path }) => ({ change, path, hash })));
    expect(publication.changedUrls).toEqual(seen.pages.map(({ url }) => url));
    for (const { hash, path } of seen.pages) {
      expect({ path, hash: hashOfLive(installation, path) }).toEqual({ path, hash });
    }
    expect(seen.purgeUrls.toSorted()).toEqual(changedUrls(before, readLiveTree(installation)));
  }

  return {
    get editor() {
      return editor;
    },
    get database() {
      return installation.database;
    },
    signInAs,
    now,
    browse: () => server.signInAs('editor'),
    readLive: (path) => {
      const file = fileOfLive(installation, path);
      return existsSync(file) ? readFileSync(file, 'utf8') : null;
    },
    create: async (collection, content) => (await editor.createEntry({ body: { collection, content } })).body,
    save: async ({ draft, id }, changed) => {
      const content = { ...draft.content, ...changed };
      return (await editor.saveDraft({ id, ifMatch: draft.versionId, body: { content } })).body;
    },
    plan: async (items, at) => {
      const { body } = await editor.planPublication({
        body: { entries: [...items], ...(at !== undefined && { at: at.toISOString() }) },
      });
      expect(body.failures).toEqual([]);
      return body;
    },
    moveClock: (minutes) => (time = new Date(time.getTime() + minutes * 60_000)),
    publishedUpTo: (seq) => publisher.publishedUpTo(seq),
    publish,
    publishAsPlanned,
  };
}

function fileOfLive({ targetRoot }: Installation, path: string): string {
  return join(targetRoot, 'live', path.endsWith('/') ? `${path}index.html` : path);
}

function hashOfLive(live: Installation, path: string): string | null {
  const file = fileOfLive(live, path);
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : null;
}

/** Worked out from the files alone: the address of each one that is another one, is new or is gone, but for its compressed forms. */
function changedUrls(before: Record<string, string>, after: Record<string, string>): string[] {
  const files = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return files
    .filter((file) => before[file] !== after[file] && !/\.(br|gz)$/.test(file))
    .flatMap((file) => {
      const path = file.replace(/(^|\/)index\.html$/, '$1');
      const url = `${SITE_URL}/${path.split('/').map(encodeURIComponent).join('/')}`;
      const isMoved = before[file] === undefined || after[file] === undefined;
      // The address without the slash led there, or leads there now.
      return isMoved && path.endsWith('/') ? [url, url.slice(0, -1)] : [url];
    })
    .sort();
}
