/**
 * `live-releases-child.ts ROOT RELEASES`: applies releases to a disk target, prints `ready` after the first and `done N` at the end. In a process of its own, so
 * that its work does not hold up those who read.
 */
import { setTimeout as delay } from 'node:timers/promises';
import { openDiskTarget } from '../../server/publishing/target/disk-target.ts';
import type { TargetChange } from '../../server/publishing/target/target.ts';
import { filesOfRelease } from './live-releases.ts';
import type { LiveFile } from './live-releases.ts';

const [root = '', count = '0'] = process.argv.slice(2);
/** What survives a power failure is tested elsewhere; here, releases are to follow each other quickly. */
const target = openDiskTarget({ root, durable: false });
/** A visitor's request takes a few milliseconds; the tree that it reads is left alone until the release after the next. */
const PAUSE_MS = 8;

for (let number = 1; number <= Number(count); number += 1) {
  const before = number === 1 ? new Map<string, LiveFile>() : filesOfRelease(number - 1);
  await applyDifference(number, { before, after: filesOfRelease(number) });
  if (number === 1) process.stdout.write('ready\n');
  if (number % 100 === 0) await target.improveCompression({ budgetMs: 10 });
  if (number % 50 === 0) await target.collectGarbage({ now: Date.now(), isReferenced: () => false });
  await delay(PAUSE_MS);
}
process.stdout.write(`done ${target.position()?.releaseNumber}\n`);
target.close();

type Difference = { before: ReadonlyMap<string, LiveFile>; after: ReadonlyMap<string, LiveFile> };

async function applyDifference(number: number, { after, before }: Difference): Promise<void> {
  const changes: TargetChange[] = [];
  for (const file of before.keys()) if (!after.has(file)) changes.push({ file, now: null });
  for (const [file, { contentType, isAsset, text }] of after) {
    if (before.get(file)?.text === text) continue;
    const hash = await target.put({ bytes: Buffer.from(text), contentType });
    changes.push({ file, now: { hash, contentType, redirect: null, ...(isAsset && { isAsset }) } });
  }
  const to = {
    releaseId: String(number),
    releaseNumber: number,
    seq: number,
    publicationHash: String(number),
    templateBuild: 't',
  };
  await target.apply({ from: target.position(), to, changes });
}
