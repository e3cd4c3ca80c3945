import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { SYSTEM_ACTOR } from '../../server/accounts/actor.ts';
import { createEntry } from '../../server/authoring/create-entry.ts';
import { publishEntries } from '../../server/authoring/publish-entries.ts';
import { readPublishingStatus } from '../../server/publishing/read-publisher.ts';
import { publishPost, readLive, readLiveTree } from '../e2e/publishing/publishing-fixture.ts';
import type { Installation } from '../e2e/publishing/publishing-fixture.ts';
import { useProject } from '../e2e/publishing/use-project.ts';
import { mountSmallDisk } from './small-disk.ts';
import type { SmallDisk } from './small-disk.ts';

// Workers load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

/** Some batches of the renderer. */
const POSTS = 300;

const project = useProject();
const unhandled: unknown[] = [];
const note = (reason: unknown): void => void unhandled.push(reason);
let disk: SmallDisk | null = null;
let installation: Installation | null = null;

beforeAll(async () => {
  process.on('unhandledRejection', note);
});
afterEach(async () => {
  // What is open on the disk would keep it mounted.
  await installation?.close();
  disk?.unmount();
});
afterAll(() => {
  process.off('unhandledRejection', note);
});

it('a publisher whose target alone is on a full disk lives on, says so, and publishes when there is space', async ({
  skip,
}) => {
  disk = mountSmallDisk('size=64m');
  if (disk === null) return skip('this user may not mount a small disk');
  const root = join(disk.folder, 'public');
  const created = await project.install('sqlite');
  const place = { ...created, targetRoot: root };
  installation = place;
  const config = { ...place.options.config, target: { kind: 'disk' as const, root } };
  const publisher = await place.openPublisher({ config });
  publisher.start();
  await publishPost(place, { title: 'Before', text: 'before' });
  await publisher.publishedUpTo(1);
  const before = readLiveTree(place);

  const filler = join(disk.folder, 'filler');
  fill(filler);
  for (const title of ['One', 'Two']) {
    const { seq } = await publishPost(place, { title, text: title });
    await expect(publisher.publishedUpTo(seq)).rejects.toMatchObject({ code: 'target-failed' });
  }
  const { seq } = await publishMany(place);
  await vi.waitFor(
    () =>
      expect(publisher.status()).toMatchObject({
        state: 'idle',
        problem: { code: 'target-failed', seq, message: expect.stringContaining('the disk is full') },
      }),
    { timeout: 60_000 },
  );
  expect(readLiveTree(place)).toEqual(before);
  // Other processes are told as well: there is room for that beside the database.
  const told = { isPublishing: true, problem: { message: expect.stringContaining('the disk is full') } };
  expect(readPublishingStatus(config)).toMatchObject(told);

  rmSync(filler);
  await vi.waitFor(() => expect(publisher.status().live?.seq).toBe(seq), { timeout: 60_000 });
  await publisher.settled();
  expect(publisher.status().problem).toBeNull();
  expect(readPublishingStatus(config)).toMatchObject({ isPublishing: true, problem: null });
  expect(readdirSync(root).filter((file) => file.startsWith('publisher-state.json.'))).toEqual([]);
  expect(readLive(place, 'blog/two/index.html')).toContain('Two');
  expect(readLive(place, `blog/post-${POSTS - 1}/index.html`)).toContain(`Text ${POSTS - 1}`);
  expect(unhandled).toEqual([]);
  return undefined;
});

/** In one publication. */
async function publishMany({ authoring }: Installation): Promise<{ seq: number }> {
  const call = { actor: SYSTEM_ACTOR, correlationId: 'test-correlation' };
  const entries = [];
  for (let number = 0; number < POSTS; number += 1) {
    const content = { title: `Post ${number}`, text: `Text ${number}` };
    const { draft, id } = await createEntry(authoring, {
      ...call,
      collection: 'posts',
      locale: 'en',
      content,
    });
    entries.push({ entryId: id, expectedVersionId: draft.versionId });
  }
  const { publication } = await publishEntries(authoring, { ...call, entries });
  return { seq: publication?.seq ?? 0 };
}

/** To the last page. */
function fill(file: string): void {
  for (const bytes of [1024 * 1024, 4096]) {
    const block = Buffer.alloc(bytes);
    const append = (): void => {
      for (;;) writeFileSync(file, block, { flag: 'a' });
    };
    expect(append).toThrow(expect.objectContaining({ code: 'ENOSPC' }));
  }
}
