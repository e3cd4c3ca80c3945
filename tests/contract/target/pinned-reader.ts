import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

/** A tree is changed only from the second release on after it was pinned: a look that took this long could span two. */
const LOOK_MAX_MS = 2;

const live = join(workerData as string, 'live');
const releases = new Set<string>();
const mixtures: string[] = [];
const stop = new AbortController();

parentPort?.once('message', () => stop.abort());
parentPort?.postMessage('ready');
while (!stop.signal.aborted) {
  const startedAt = performance.now();
  const found = look();
  if (performance.now() - startedAt > LOOK_MAX_MS) continue;
  const [first = ''] = found;
  if (found.every((text) => text === first)) releases.add(first);
  else mixtures.push(found.join(' and '));
  await nextTurn();
}
parentPort?.postMessage({ releases: releases.size, mixtures });

function look(): string[] {
  try {
    const tree = realpathSync(live);
    const swap = lstatSync(join(tree, 'swap')).isDirectory() ? 'swap/index.html' : 'swap';
    return ['a.html', swap, 'b/c/d.html'].map((file) => readFileSync(join(tree, file), 'utf8'));
  } catch (error) {
    return ['', String(error)];
  }
}
