import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../server/accounts/actor.ts';
import { createEntry } from '../../server/authoring/create-entry.ts';
import type { EntryDetails } from '../../server/authoring/entry-details.ts';
import { publishEntries } from '../../server/authoring/publish-entries.ts';
import { readEntry } from '../../server/authoring/read-entry.ts';
import { readLogHead } from '../../server/store/publications.ts';
import { listReleaseFiles, listReleases } from '../../server/store/releases.ts';
import type { ScheduledEntry } from '../../server/store/schedules.ts';
import {
  buildOnce,
  createInstallation,
  createProject,
  readLive,
  type Installation,
  type Project,
} from '../e2e/publishing/publishing-fixture.ts';
import { requireComponent } from '../support/components.ts';
import { DIALECTS } from '../support/databases.ts';
import { roundsOf } from '../support/exhaustive.ts';
import { armAll, fireWhileKilling } from './fire-while-killing.ts';

const BUNDLES = roundsOf({ few: 16, all: 40, of: 'bundles that killed processes fire' });
const APART_MS = 14_000;
const CALL = { actor: SYSTEM_ACTOR, correlationId: null };

const library = requireComponent('libfaketime');

vi.setConfig({ testTimeout: 420_000, hookTimeout: 240_000 });

/** Each takes a post away and brings another one. The processes that fire are killed; another one publishes all the while. */
describe.skipIf(library === null).each(DIALECTS)('bundles on %s that killed processes fire', (dialect) => {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-bundles-'));
  let project: Project;
  let installation: Installation;

  beforeAll(async () => {
    project = createProject();
    await buildOnce(project.root, folder);
    installation = await createInstallation(dialect, { projectRoot: project.root, buildsFrom: folder });
  });
  afterAll(async () => {
    await installation?.close();
    project?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  const create = (slug: string): Promise<EntryDetails> => {
    const content = { title: slug, slug, text: `text of ${slug}` };
    return createEntry(installation.authoring, { ...CALL, collection: 'posts', locale: 'en', content });
  };
  test('go live once each, whole', async () => {
    const { authoring, database, options } = installation;
    const publisher = await installation.openPublisher();
    publisher.start();
    const going: EntryDetails[] = [];
    const coming: EntryDetails[] = [];
    for (let index = 0; index < BUNDLES; index++) {
      going.push(await create(`going-${index}`));
      coming.push(await create(`coming-${index}`));
    }
    const entries = going.map(({ draft, id }) => ({ entryId: id, expectedVersionId: draft.versionId }));
    const first = (await publishEntries(authoring, { ...CALL, entries })).publication?.seq ?? 0;
    await publisher.publishedUpTo(first);
    const bundles = coming.map(({ draft, id }, index): ScheduledEntry[] => [
      { action: 'withdraw', entryId: going[index]?.id ?? '', versionId: null },
      { action: 'publish', entryId: id, versionId: draft.versionId },
    ]);
    await armAll(database, { bundles, apartMs: APART_MS, createdBy: null });
    const { databaseUrl, dataDir } = options.config;
    const place = { dataDir, ...(databaseUrl !== undefined && { databaseUrl }), model: 'site' as const };
    const kills = await fireWhileKilling(database, {
      place,
      library: library ?? '',
      count: BUNDLES,
      spanMs: BUNDLES * APART_MS,
    });
    expect(kills).toBeGreaterThan(1);
    const { seq } = await readLogHead(database.db);
    expect(seq).toBe(first + BUNDLES);
    await publisher.publishedUpTo(seq);
    for (const [index, { draft, id }] of coming.entries()) {
      const gone = await readEntry(authoring, { ...CALL, entryId: going[index]?.id ?? '' });
      const live = await readEntry(authoring, { ...CALL, entryId: id });
      expect([gone.state, live.state]).toEqual(['withdrawn', 'live']);
      expect(live.publishedVersionId).toBe(draft.versionId);
      expect(readLive(installation, `blog/coming-${index}/index.html`)).toContain(`text of coming-${index}`);
      expect(readLive(installation, `blog/going-${index}/index.html`)).toBeNull();
    }
    const changes = await releasedChanges(installation);
    for (const index of coming.keys())
      expect([changes.get(pathOf('coming', index)), changes.get(pathOf('going', index))]).toEqual([
        [expect.stringMatching(/^created in \d+$/)],
        [expect.stringMatching(/^created in \d+$/), expect.stringMatching(/^removed in \d+$/)],
      ]);
    // Visitors have seen none of them half done.
    for (const index of coming.keys())
      expect(changes.get(pathOf('coming', index))?.at(-1)?.replace('created', 'removed')).toBe(
        changes.get(pathOf('going', index))?.at(-1),
      );
  });
});

/** What the releases did at each address, in their order. */
async function releasedChanges({ database }: Installation): Promise<Map<string, string[]>> {
  const changes = new Map<string, string[]>();
  const releases = await listReleases(database.db, { target: 'disk', limit: 1_000 });
  for (const { number } of releases.toSorted((a, b) => a.number - b.number))
    for (const { change, path } of await listReleaseFiles(database.db, { number }))
      changes.set(path, [...(changes.get(path) ?? []), `${change} in ${number}`]);
  return changes;
}

function pathOf(name: string, index: number): string {
  return `/blog/${name}-${index}/`;
}
