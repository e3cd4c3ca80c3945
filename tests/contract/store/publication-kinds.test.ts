import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PublishedMedia, PublishedRedirect } from '../../../model/publication.ts';
import { migrateDown, migrateUp } from '../../../server/store/migrate.ts';
import { newId } from '../../../server/store/new-id.ts';
import { verifyPublicationChain } from '../../../server/store/publication-chain.ts';
import type { NewPublicationItem } from '../../../server/store/publication-items.ts';
import { appendPublication, readPublicationsAfter } from '../../../server/store/publications.ts';
import { readPublishedState } from '../../../server/store/published-state.ts';
import {
  deletePublishedMedia,
  putPublishedMedia,
  readPublishedMedia,
} from '../../../server/store/published-media.ts';
import { deleteRedirect, putRedirect, readRedirects } from '../../../server/store/redirects.ts';
import { insertRelease, listReleases } from '../../../server/store/releases.ts';
import { DIALECTS, openTestDatabase } from '../../support/databases.ts';
import type { TestDatabase } from '../../support/databases.ts';
import { createEntry, publish } from './fixtures.ts';

const COMMITTED_AT = '2026-03-02T09:30:00.250Z';

const picture = (changes: Partial<PublishedMedia> = {}): PublishedMedia => ({
  id: newId(),
  hash: 'a'.repeat(64),
  fileName: 'fjord.jpg',
  contentType: 'image/jpeg',
  width: 1600,
  height: 900,
  alt: 'A fjord at “dawn”',
  focalX: 0.25,
  focalY: 0.1,
  variants: [{ format: 'avif', width: 800, height: 450, hash: 'b'.repeat(64) }],
  ...changes,
});
describe.each(DIALECTS)('publications of media and redirects on %s', (dialect) => {
  let opened: TestDatabase;
  beforeEach(async () => {
    opened = await openTestDatabase(dialect);
  });
  afterEach(() => opened.close());

  const append = (...items: NewPublicationItem[]) =>
    opened.database.write((tx) =>
      appendPublication(tx, { actorId: null, correlationId: null, committedAt: COMMITTED_AT, items }),
    );

  const redirect: PublishedRedirect = { path: '/old/', status: 301, to: { kind: 'path', path: '/new/' } };

  test('are read back as they were published, in the order of their bundle', async () => {
    const { database } = opened;
    const media = picture();
    const entry = await createEntry(database);
    await database.write((tx) => publish(tx, { entry, path: '/new/' }));
    await append({ kind: 'redirect', redirect, previous: null }, { kind: 'media', media, previous: null });
    await append(
      { kind: 'media-removed', mediaId: media.id, previous: media },
      { kind: 'redirect-removed', path: '/old/', previous: redirect },
    );
    const publications = await readPublicationsAfter(database.db, { seq: 1, limit: 10 });
    expect(publications.map(({ changes }) => changes)).toEqual([
      [
        { kind: 'redirect', redirect },
        { kind: 'media', media },
      ],
      [
        { kind: 'media-removed', mediaId: media.id },
        { kind: 'redirect-removed', path: '/old/' },
      ],
    ]);
    expect(await verifyPublicationChain(database.db)).toMatchObject({ intact: true, head: { seq: 3 } });
  });

  test.each([
    ['facts were changed', sql`update publication_item set payload = '{"alt":"other"}' where seq = 1`],
    ['facts before it were changed', sql`update publication_item set previous_payload = '{}' where seq = 1`],
    ['another file is named', sql`update publication_item set media_id = 'x' where seq = 1`],
  ])('show in their hashes that %s', async (_, tampering) => {
    const before = picture();
    await append({ kind: 'media', media: { ...before, alt: 'Evening' }, previous: before });
    expect(await verifyPublicationChain(opened.database.db)).toMatchObject({ intact: true });
    await opened.database.write((tx) => tampering.execute(tx));
    expect(await verifyPublicationChain(opened.database.db)).toMatchObject({ intact: false, seq: 1 });
  });

  test('cannot be stored by halves', async () => {
    const columns = sql`seq, position, kind, entry_id, version_id, path, media_id, payload`;
    await append({ kind: 'redirect', redirect, previous: null });
    for (const values of [
      sql`1, 1, 'media', null, null, null, null, '{}'`,
      sql`1, 1, 'media', null, null, null, 'x', null`,
      sql`1, 1, 'redirect', null, null, null, null, '{}'`,
      sql`1, 1, 'withdraw', null, null, null, null, null`,
      sql`1, 1, 'redirect-removed', null, null, '/a/', null, '{}'`,
    ]) {
      const statement = sql`insert into publication_item (${columns}) values (${values})`;
      await expect(opened.database.write((tx) => statement.execute(tx))).rejects.toThrow(
        /constraint|violates/i,
      );
    }
  });

  test('add up to the published state, which holds entries, media and redirects', async () => {
    const { database } = opened;
    const [kept, gone] = [picture(), picture()];
    const entry = await createEntry(database);
    await database.write(async (tx) => {
      await publish(tx, { entry, path: '/new/' });
      for (const media of [gone, { ...kept, alt: 'first' }, kept]) await putPublishedMedia(tx, media);
      await deletePublishedMedia(tx, { id: gone.id });
      const made = { createdAt: COMMITTED_AT, createdBy: null };
      await putRedirect(tx, { path: '/gone/', status: 410, to: null }, made);
      await putRedirect(tx, { ...redirect, status: 302 }, made);
      await putRedirect(tx, { path: '/old/', status: 301, to: { kind: 'entry', entryId: entry.id } }, made);
      await putRedirect(tx, { ...redirect, path: '/older/' }, made);
      await deleteRedirect(tx, { path: '/older/' });
    });
    const state: Record<string, unknown[]> = { entries: [], media: [], redirects: [] };
    const position = await readPublishedState(database, {
      entries: (batch) => void state['entries']?.push(...batch),
      media: (batch) => void state['media']?.push(...batch),
      redirects: (batch) => void state['redirects']?.push(...batch),
    });
    expect(position.seq).toBe(1);
    expect(state).toEqual({
      entries: [expect.objectContaining({ id: entry.id, path: '/new/' })],
      media: [kept],
      redirects: [
        { path: '/gone/', status: 410, to: null },
        { path: '/old/', status: 301, to: { kind: 'entry', entryId: entry.id } },
      ],
    });
    expect(await readPublishedMedia(database.db, { ids: [gone.id, kept.id] })).toEqual(
      new Map([[kept.id, kept]]),
    );
    expect(await readRedirects(database.db, { paths: ['/older/', '/gone/'] })).toEqual([
      { path: '/gone/', status: 410, to: null },
    ]);
  });

  test('come into a database that has publications and releases already, and leave it whole', async () => {
    const { database } = opened;
    const entry = await createEntry(database);
    await migrateDown(database, { steps: 1 });
    await migrateUp(database);
    await database.write((tx) => publish(tx, { entry, path: '/kept/' }));
    await database.write((tx) => insertRelease(tx, release));
    expect(await verifyPublicationChain(database.db)).toMatchObject({ intact: true, head: { seq: 1 } });

    await migrateDown(database, { steps: 1 });
    await migrateUp(database);
    expect(await verifyPublicationChain(database.db)).toMatchObject({ intact: true, head: { seq: 1 } });
    const next = await database.write((tx) => insertRelease(tx, { ...release, reason: 'rollback' }));
    expect(await listReleases(database.db, { target: 'disk', limit: 5 })).toMatchObject([
      { number: next, reason: 'rollback', work: { pagesRendered: 1 } },
      { number: next - 1, reason: 'publication', work: {} },
    ]);
  });

  const release = {
    target: 'disk',
    seq: 1,
    publicationHash: '',
    templateBuild: '',
    reason: 'publication' as const,
    pagesRendered: 1,
    createdAt: COMMITTED_AT,
    finishedAt: COMMITTED_AT,
    timings: {},
    correlationId: null,
    work: { pagesRendered: 1 },
  };
});
