import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../../server/accounts/actor.ts';
import { takedownEntry } from '../../../server/authoring/takedown-entry.ts';
import type { PublicationChange } from '../../../model/publication.ts';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { requestPublisherJob } from '../../../server/publishing/request-publisher-job.ts';
import { rollBack } from '../../../server/publishing/rollback.ts';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import { changePost, publishPost, quietLog, readLive, withdrawPost } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();
const SECRET = 'xylophone-quarantine-4711';
/** What visitors cannot reach waits for the release that tells what is to go: blobs, and what the publisher renders from. */
const OUT_OF_REACH = /^(public\/blobs\/|content-cache\.sqlite)/;
const WAIT = { timeout: 60_000, interval: 200 };
const CALL = { actor: SYSTEM_ACTOR, correlationId: null };

describe('what is taken down', () => {
  let installation: Installation;
  let publisher: Publisher;

  beforeEach(async () => {
    installation = await project.install('sqlite');
    publisher = await installation.openPublisher();
    publisher.start();
  });
  afterEach(() => installation.close());

  it('is found nowhere in the data folder afterwards, whatever pages showed it, and does not come back', async () => {
    await publishPost(installation, { title: 'Beside', text: 'harmless', tag: 'tag' });
    const first = await publishPost(installation, { title: SECRET, slug: 'bad', text: SECRET, tag: 'tag' });
    await publisher.publishedUpTo(first.seq);
    const second = await changePost(installation, {
      post: first.post,
      content: { title: SECRET, slug: 'bad', text: `${SECRET}, once more`, tag: 'tag' },
    });
    await publisher.publishedUpTo(second.seq);
    expect(filesWith(SECRET, installation.dataDir)).not.toEqual([]);

    await takedownEntry(installation.authoring, { ...CALL, entryId: first.post.id, reason: 'a court order' });
    await vi.waitFor(() => expect(filesWith(SECRET, installation.dataDir)).toEqual([]), WAIT);
    expect(readLive(installation, 'blog/bad/index.html')).toBeNull();
    expect(readLive(installation, 'blog/beside/index.html')).toContain('harmless');
    expect(readLive(installation, 'index.html')).toContain('Beside');

    await publisher.stop();
    const target = openDiskTarget({ root: installation.targetRoot });
    try {
      const { database } = installation;
      const context = { database, target, log: quietLog };
      const release = await database.db
        .selectFrom('release')
        .select('number')
        .where('seq', '=', second.seq)
        .executeTakeFirstOrThrow();
      await rollBack(context, { toNumber: release.number });
      expect(filesWith(SECRET, installation.dataDir)).toEqual([]);
      expect(readLive(installation, 'blog/bad/index.html')).toBeNull();
    } finally {
      target.close();
    }
  });

  it('is not found in what was rendered ahead and never released', async () => {
    const proven: PublicationChange[] = [];
    installation.authoring.prove = async (changes) => {
      proven.push(...changes);
      return [];
    };
    const bad = await publishPost(installation, { title: SECRET, slug: 'bad', text: SECRET });
    const { seq } = await publishPost(installation, { title: 'Beside', text: 'harmless' });
    await publisher.publishedUpTo(seq);
    // Somebody is about to give it another title: every list is rendered, with the bad one in it.
    const text = JSON.stringify(proven.slice(1)).replaceAll('Beside', 'Besides');
    await publisher.prove(JSON.parse(text) as PublicationChange[]);
    const staging = join(installation.targetRoot, 'staging');
    await vi.waitFor(() => expect(filesWith(SECRET, staging)).not.toEqual([]), 15_000);

    await takedownEntry(installation.authoring, { ...CALL, entryId: bad.post.id, reason: 'a court order' });
    await vi.waitFor(() => expect(filesWith(SECRET, installation.dataDir)).toEqual([]), WAIT);
    expect(readLive(installation, 'index.html')).toContain('Beside<');
  });

  it('is not shown by a page that cannot be rendered without it, which is missing until it can', async () => {
    await publishPost(installation, { title: 'Beside', text: 'harmless' });
    const bad = await publishPost(installation, { title: 'Bad', slug: 'bad', text: SECRET });
    const { seq } = await publishPost(installation, { title: 'Needy', text: 'needs bad' });
    await publisher.publishedUpTo(seq);
    expect(readLive(installation, 'blog/needy/index.html')).toContain(SECRET);

    await takedownEntry(installation.authoring, { ...CALL, entryId: bad.post.id, reason: 'a court order' });
    await vi.waitFor(() => expect(filesWith(SECRET, installation.dataDir)).toEqual([]), WAIT);
    expect(readLive(installation, 'blog/needy/index.html')).toBeNull();
    expect(readLive(installation, 'blog/beside/index.html')).toContain('harmless');
    expect(publisher.status().problem).toMatchObject({ issues: [{ path: '/blog/needy/' }] });

    const other = await publishPost(installation, { title: 'Other', slug: 'bad', text: 'good again' });
    await publisher.publishedUpTo(other.seq);
    expect(readLive(installation, 'blog/needy/index.html')).toContain('good again');
    expect(publisher.status().problem).toBeNull();
  });

  it('is not shown by a page that could not be rendered before either', async () => {
    const bad = await publishPost(installation, { title: 'Bad', slug: 'bad', text: SECRET });
    await publishPost(installation, { title: 'Needy', text: 'needs bad' });
    await publisher.publishedUpTo(2);
    await publisher.publishedUpTo(await withdrawPost(installation, bad.post));
    await publisher.settled();
    expect(readLive(installation, 'blog/needy/index.html')).toContain(SECRET);

    await takedownEntry(installation.authoring, { ...CALL, entryId: bad.post.id, reason: 'a court order' });
    publisher.notify();
    await publisher.settled();
    expect(filesWith(SECRET, installation.dataDir)).toEqual([]);
    expect(readLive(installation, 'blog/needy/index.html')).toBeNull();
  });

  it('is not shown any more while the site is held, and is gone for good once it goes on', async () => {
    const { database, dataDir, targetRoot } = installation;
    installation.authoring.prove = (changes) => publisher.prove(changes);
    const beside = await publishPost(installation, { title: 'Beside', text: 'harmless' });
    await publisher.publishedUpTo(beside.seq);
    const bad = await publishPost(installation, { title: SECRET, slug: 'bad', text: SECRET, tag: 'tag' });
    await publisher.publishedUpTo(bad.seq);
    const { number: toNumber } = await database.db
      .selectFrom('release')
      .select('number')
      .where('seq', '=', bad.seq)
      .executeTakeFirstOrThrow();
    await requestPublisherJob(database, { kind: 'rollback', payload: { toNumber } });
    await publishPost(installation, { title: 'Later', text: 'held' });

    await takedownEntry(installation.authoring, { ...CALL, entryId: bad.post.id, reason: 'a court order' });
    const findShown = (): string[] =>
      filesWith(SECRET, dataDir)
        .map((path) => relative(dataDir, path))
        .filter((file) => !OUT_OF_REACH.test(file));
    await vi.waitFor(() => expect(findShown()).toEqual([]), WAIT);
    expect(readLive(installation, 'blog/beside/index.html')).toContain('harmless');
    expect(readLive(installation, 'logo.svg')).not.toBeNull();
    expect(readLive(installation, 'index.html')).toBeNull();

    await publisher.stop();
    publisher = await installation.openPublisher();
    publisher.start();
    await publisher.settled();
    expect(findShown()).toEqual([]);
    await requestPublisherJob(database, { kind: 'resume' });
    await vi.waitFor(() => expect(filesWith(SECRET, dataDir)).toEqual([]), WAIT);
    expect(readLive(installation, 'index.html')).toMatch(/Beside.*Later|Later.*Beside/s);

    await requestPublisherJob(database, { kind: 'rollback', payload: { toNumber } });
    await publisher.settled();
    expect(filesWith(SECRET, targetRoot)).toEqual([]);
    expect(filesWith(SECRET, dataDir)).toEqual([]);
    expect(readLive(installation, 'blog/bad/index.html')).toBeNull();
    expect(readLive(installation, 'blog/beside/index.html')).toContain('harmless');
  });
});

/** Every file below the folder that holds the text, as it is or compressed. */
function filesWith(text: string, folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  return files
    .map((file) => join(file.parentPath, file.name))
    .filter((path) => holds(path, Buffer.from(text)));
}

function holds(path: string, text: Buffer): boolean {
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch {
    // Gone since it was listed.
    return false;
  }
  return [bytes, ...unpacked(bytes)].some((plain) => plain.includes(text));
}

/** Compressed forms are kept under the hash of what they hold, so that no name tells. */
function unpacked(bytes: Buffer): Buffer[] {
  return [gunzipSync, brotliDecompressSync].flatMap((unpack) => {
    try {
      return [unpack(bytes)];
    } catch {
      // Of another form.
      return [];
    }
  });
}
