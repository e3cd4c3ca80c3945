import { existsSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Publisher } from '../../../server/publishing/publisher.ts';
import { readPublisherState } from '../../../server/publishing/publisher-state.ts';
import { isDiskTargetInUse, openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import { publishPost, readLive, readLiveTree } from './publishing-fixture.ts';
import type { Installation } from './publishing-fixture.ts';
import { useProject } from './use-project.ts';

// Workers load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = useProject();
let installation: Installation;
let publisher: Publisher;
beforeEach(async () => {
  installation = await project.install('sqlite');
  publisher = await installation.openPublisher();
  publisher.start();
  await publishPost(installation, { title: 'First', text: 'first' });
  await publisher.publishedUpTo(1);
});
afterEach(() => installation.close());

it('is made again without anything being published', async () => {
  const before = readLiveTree(installation);
  rmSync(installation.targetRoot, { recursive: true });
  await untilLive('blog/first/index.html');
  expect(readLiveTree(installation)).toEqual(before);
  await publisher.settled();
  expect(publisher.status().problem).toBeNull();
});

it('has in it how the publisher is doing again', async () => {
  const { config } = installation.options;
  await vi.waitFor(() => expect(readPublisherState(config)).toMatchObject({ state: 'running' }), 15_000);
  rmSync(installation.targetRoot, { recursive: true });
  await untilLive('blog/first/index.html');
  await vi.waitFor(() => expect(readPublisherState(config)).toMatchObject({ state: 'running' }), 10_000);
});

it('is whole again with the next publication, and the one after it', async () => {
  rmSync(installation.targetRoot, { recursive: true });
  for (const title of ['Second', 'Third']) {
    const { seq } = await publishPost(installation, { title, text: title });
    // An attempt that was under way may have met the gap.
    await publisher.publishedUpTo(seq).catch(() => undefined);
    await untilLive(`blog/${title.toLowerCase()}/index.html`);
  }
  expect(readLive(installation, 'blog/first/index.html')).toContain('first');
});

it.each(['live', 'staging', 'tree-a', 'tree-b', 'state.sqlite'])(
  'is made again where "%s" alone is gone',
  async (name) => {
    await publishPost(installation, { title: 'Second', text: 'second' });
    await publisher.publishedUpTo(2);
    rmSync(join(installation.targetRoot, name), { recursive: true });
    await vi.waitFor(() => expect(existsSync(join(installation.targetRoot, name))).toBe(true), {
      timeout: 30_000,
    });
    for (const [title, seq] of [
      ['Third', 3],
      ['Fourth', 4],
    ] as const) {
      await publishPost(installation, { title, text: title });
      await vi.waitFor(() => expect(publisher.status().live?.seq).toBe(seq), { timeout: 30_000 });
    }
    for (const slug of ['first', 'second', 'third', 'fourth'])
      expect(readLive(installation, `blog/${slug}/index.html`)).not.toBeNull();
  },
);

it('is locked again once it has been made again', async () => {
  rmSync(installation.targetRoot, { recursive: true });
  await untilLive('blog/first/index.html');
  expect(isDiskTargetInUse({ root: installation.targetRoot })).toBe(true);
});

it('is left to whoever has taken its place meanwhile', async () => {
  const elsewhere = `${installation.targetRoot}-elsewhere`;
  const other = openDiskTarget({ root: elsewhere });
  renameSync(installation.targetRoot, `${installation.targetRoot}-moved`);
  renameSync(elsewhere, installation.targetRoot);
  await vi.waitFor(
    () => expect(publisher.status().problem).toMatchObject({ code: 'publisher-busy' }),
    15_000,
  );
  expect(other.position()).toBeNull();
  other.close();
  await untilLive('blog/first/index.html');
});

async function untilLive(file: string): Promise<void> {
  await vi.waitFor(() => expect(readLive(installation, file)).not.toBeNull(), { timeout: 30_000 });
}
