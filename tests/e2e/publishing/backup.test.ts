import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createBackup } from '../../../server/backup/create-backup.ts';
import { listManifests, type Manifest } from '../../../server/backup/manifest.ts';
import type { OpenedBackup } from '../../../server/backup/open-backup.ts';
import { openBackupPlace } from '../../../server/backup/open-place.ts';
import type { BackupPlace } from '../../../server/backup/place.ts';
import { pruneBackups } from '../../../server/backup/prune-backups.ts';
import { restoreBackup } from '../../../server/backup/restore-backup.ts';
import { tryBackup, type TriedBackup } from '../../../server/backup/try-backup.ts';
import { createDiskMediaStore } from '../../../server/media/disk-media-store.ts';
import type { MediaStore } from '../../../server/media/media-store.ts';
import { readBackupState } from '../../../server/store/backup-state.ts';
import { openDatabase } from '../../../server/store/database.ts';
import { insertMedia } from '../../../server/store/media.ts';
import { PLACES, type TestPlace } from '../../contract/backup/places.ts';
import { requireComponent } from '../../support/components.ts';
import { changePost, publishPost, quietLog, readLive, SITE_URL } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();
const KEEP = { daily: 1, weekly: 0, monthly: 0 };
const hasPgDump = requireComponent('pg_dump') !== null;

const CASES = PLACES.flatMap(([name, open]) => {
  const both = hasPgDump && name === 'disk';
  return (both ? (['sqlite', 'postgres'] as const) : (['sqlite'] as const)).map((dialect) => ({
    name,
    open,
    dialect,
  }));
});

describe.each(CASES)('backups of $dialect on $name', ({ dialect, open }) => {
  let installation: Installation;
  let opened: TestPlace;
  let place: BackupPlace;
  let store: MediaStore;
  let hash: string;
  let identity: string;
  let recipients: string[];
  /** With what the site said then. */
  let first: Manifest;

  beforeAll(async () => {
    installation = await project.install(dialect);
    opened = await open();
    identity = await generateIdentity();
    recipients = [await identityToRecipient(identity)];
    place = openBackupPlace({ ...opened, recipients, at: undefined, keep: KEEP });
    store = createDiskMediaStore({ root: join(installation.dataDir, 'media') });
    hash = (await store.put(Buffer.from('the bytes of a film'))).hash;
    const file = {
      fileName: 'film.mp4',
      contentType: 'video/mp4',
      sizeBytes: 19,
      hash,
      width: null,
      height: null,
    };
    const about = { alt: '', focalX: 0.5, focalY: 0.5, placeholder: null, uploadHash: null };
    const made = { createdAt: new Date().toISOString(), createdBy: null };
    await installation.database.write((tx) =>
      insertMedia(tx, { id: crypto.randomUUID(), ...file, ...about, ...made }),
    );
  });
  afterAll(async () => {
    place.close();
    opened.remove();
    await installation.close();
  });

  const configOf = (sealedFor: readonly string[]) => ({
    appEnv: null,
    dataDir: installation.dataDir,
    databaseUrl: installation.options.config.databaseUrl,
    databaseDirectUrl: installation.options.config.databaseUrl,
    siteUrl: SITE_URL,
    timeZone: 'UTC',
    given: { SITE_URL, SESSION_KEYS: null },
    backup: { ...opened, recipients: sealedFor, at: undefined, keep: KEEP },
  });
  const create = (sealedFor: readonly string[] = []): Promise<Manifest> => {
    const { database } = installation;
    return createBackup({ config: configOf(sealedFor), database, log: quietLog, media: store, place });
  };
  const backup = (manifest: Manifest, identities: readonly string[] = []): OpenedBackup => ({
    place,
    manifest,
    identities,
  });
  const tried = (which: OpenedBackup): Promise<TriedBackup> =>
    tryBackup(which, {
      config: configOf([]),
      log: quietLog,
      model: installation.options.model,
      projectRoot: project.root,
    });
  const scratchLeft = (): string[] =>
    readdirSync(installation.dataDir).filter((name) => /^(backup|trying)-|restoring/.test(name));

  it('hold what visitors had, which a site that is made of them shows', async () => {
    const publisher = await installation.openPublisher();
    publisher.start();
    const { post, seq } = await publishPost(installation, {
      title: 'First',
      slug: 'first',
      text: 'as it was',
    });
    await publisher.publishedUpTo(seq);
    await publisher.settled();
    first = await create();
    expect(first).toMatchObject({
      siteUrl: SITE_URL,
      recipients: [],
      database: { dialect, seq, release: { target: 'disk' } },
      media: { count: 1, bytes: 19, missing: [] },
      environment: { SESSION_KEYS: null },
    });
    expect(await tried(backup(first))).toMatchObject({
      differences: [],
      hasSameTemplates: true,
      mediaFiles: 1,
    });
    const { seq: later } = await changePost(installation, {
      post,
      content: { title: 'First', slug: 'first', text: 'as it is' },
    });
    await publisher.publishedUpTo(later);
    await publisher.settled();
    await publisher.stop();
    expect(await readBackupState(installation.database.db)).toMatchObject({
      backupId: first.id,
      failingSince: null,
    });
    expect(scratchLeft()).toEqual([]);
  });

  it('are told from those that make another site', async () => {
    const { database } = installation;
    const row = { hash: '0'.repeat(64) };
    const page = await database.db
      .selectFrom('release_file')
      .select('hash')
      .where('path', '=', '/blog/first/')
      .orderBy('release_number', 'desc')
      .executeTakeFirstOrThrow();
    const set = (value: { hash: string | null }) =>
      database.write((tx) =>
        tx
          .updateTable('release_file')
          .set(value)
          .where('path', '=', '/blog/first/')
          .where('hash', 'in', [page.hash ?? '', row.hash])
          .execute(),
      );
    await set(row);
    const wrong = await create();
    await set(page);
    expect((await tried(backup(wrong))).differences).toEqual([
      { file: 'blog/first/index.html', kind: 'other-bytes' },
    ]);
  });

  it('that are sealed are opened by an identity of theirs, and by nothing else', async () => {
    const sealed = await create(recipients);
    expect(sealed).toMatchObject({ recipients, media: { count: 1 } });
    await expect(tried(backup(sealed))).rejects.toMatchObject({ code: 'backup-sealed' });
    await expect(tried(backup(sealed, [await generateIdentity()]))).rejects.toMatchObject({
      code: 'backup-sealed',
    });
    expect(await tried(backup(sealed, [identity]))).toMatchObject({ differences: [], mediaFiles: 1 });
    expect(scratchLeft()).toEqual([]);
  });

  it('are taken for damaged where a byte of them is another one', async () => {
    const fine = await create();
    const [part] = fine.database.parts;
    const file = join(installation.dataDir, 'altered');
    writeFileSync(file, 'altered');
    await place.put(part?.key ?? '', { path: file, size: 7 });
    await expect(tried(backup(fine))).rejects.toMatchObject({ code: 'backup-damaged' });
  });

  it('that fail leave nothing that looks like one, and that is on record', async () => {
    const before = await listManifests(place);
    const { database } = installation;
    const full: BackupPlace = { ...place, put: () => Promise.reject(new Error('no room')) };
    const failing = createBackup({
      config: configOf([]),
      database,
      log: quietLog,
      media: store,
      place: full,
    });
    await expect(failing).rejects.toMatchObject({
      code: 'backup-failed',
      message: expect.stringContaining('no room') as string,
    });
    expect(await listManifests(place)).toEqual(before);
    expect(await readBackupState(database.db)).toMatchObject({ error: 'no room', backupId: before[0]?.id });
  });

  it('come back beside what is there, and the site follows', async () => {
    const { database } = installation;
    expect(readLive(installation, 'blog/first/index.html')).toContain('as it is');
    await store.remove(hash);
    const restoring = { config: configOf([]), media: store };
    const order = { mayReplace: false, now: new Date() };
    await database.close();
    await expect(restoreBackup(backup(first), restoring, order)).rejects.toMatchObject({
      code: 'confirmation-required',
    });
    const { aside, media } = await restoreBackup(backup(first), restoring, { ...order, mayReplace: true });
    expect(media).toEqual({ restored: 1, there: 0, missing: [] });
    expect(aside).toContain('before');
    const again = await openDatabase({
      databaseUrl: installation.options.config.databaseUrl,
      dataDir: installation.dataDir,
    });
    await again.installQueue();
    installation.options.database = again;
    const publisher = await installation.openPublisher();
    publisher.start();
    await publisher.settled();
    expect(publisher.status().problem).toBeNull();
    await publisher.stop();
    expect(readLive(installation, 'blog/first/index.html')).toContain('as it was');
    await again.close();
  });

  it('that nothing keeps go, with the bytes that no other one names', async () => {
    const all = await listManifests(place);
    expect(all.length).toBeGreaterThan(3);
    const file = join(installation.dataDir, 'broken-off');
    writeFileSync(file, 'the half of it');
    await place.put('backups/2026-03-01T02-17-00-000Z/database.000', { path: file, size: 14 });
    const now = new Date(Date.now() + 48 * 60 * 60_000);
    const named = new Set<string>();
    const trial = await pruneBackups(place, { keep: KEEP, now, named, isTrial: true });
    expect(await listManifests(place)).toEqual(all);
    const pruned = await pruneBackups(place, { keep: KEEP, now, named });
    expect(pruned).toEqual(trial);
    expect(pruned.backups).toEqual(all.slice(1).map(({ id }) => id));
    expect(pruned.broken).toEqual(['2026-03-01T02-17-00-000Z']);
    expect(await listManifests(place)).toEqual(all.slice(0, 1));
    expect(pruned.mediaFiles).toBe(1);
  });
});
