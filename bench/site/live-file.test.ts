import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { swapLive } from '../../tests/support/live-folder.ts';
import { watchLiveFile } from './live-file.ts';

const NEVER = new Promise<never>(() => {});

test('sees the text when the tree that holds it goes live, and not before', async () => {
  const root = twoTrees({ 'tree-a': 'old', 'tree-b': 'new text' });
  const watch = watchLiveFile({ root, file: 'page.html' });
  let swappedAt = Number.POSITIVE_INFINITY;
  const swap = async (): Promise<void> => {
    await sleep(30);
    swappedAt = performance.now();
    await swapLive(root, 'tree-b');
  };
  void swap();
  expect(await watch.untilHolds('new', NEVER)).toBeGreaterThanOrEqual(swappedAt);
});

test('goes on watching where other bytes come first', async () => {
  const root = twoTrees({ 'tree-a': 'old', 'tree-b': 'in between' });
  const watch = watchLiveFile({ root, file: 'page.html' });
  await swapLive(root, 'tree-b');
  let isThere = false;
  const swap = async (): Promise<void> => {
    await sleep(20);
    writeFileSync(join(root, 'tree-a/page.html'), 'new, at last');
    isThere = true;
    await swapLive(root, 'tree-a');
  };
  void swap();
  await watch.untilHolds('new', NEVER);
  expect(isThere).toBe(true);
});

test('ends when what should have changed the file has failed', async () => {
  const root = twoTrees({ 'tree-a': 'old', 'tree-b': 'new' });
  const watch = watchLiveFile({ root, file: 'page.html' });
  await expect(watch.untilHolds('new', Promise.reject(new Error('refused')))).rejects.toThrow('refused');
});

function twoTrees(contents: Record<'tree-a' | 'tree-b', string>): string {
  const root = mkdtempSync(join(tmpdir(), 'stillpress-live-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  for (const [tree, content] of Object.entries(contents)) {
    mkdirSync(join(root, tree));
    writeFileSync(join(root, tree, 'page.html'), content);
  }
  symlinkSync('tree-a', join(root, 'live'));
  return root;
}
