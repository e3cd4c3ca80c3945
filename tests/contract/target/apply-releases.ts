import { readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import type { Target } from '../../../server/publishing/target/target.ts';
import { AppError } from '../../../server/errors.ts';
import { applyRelease } from './numbered-releases.ts';

/**
 * Run as a process that a test kills, or gives faults to: applies the next releases and prints the number of each. What the disk refuses is
 * printed as `refused` and tried again. With `damage`, a check finds before each release that neither tree can be relied on.
 */
const [root = '', count = '0', damage] = process.argv.slice(2);
const target = open() ?? openDiskTarget({ root });
for (let left = Number(count); left > 0;) {
  const number = (target.position()?.releaseNumber ?? 0) + 1;
  try {
    if (damage !== undefined) await findDamage();
    await applyRelease(target, number);
  } catch (error) {
    printRefusal(error);
    continue;
  }
  process.stdout.write(`${number}\n`);
  left -= 1;
}
target.close();

function open(): Target | null {
  try {
    return openDiskTarget({ root });
  } catch (error) {
    printRefusal(error);
    return null;
  }
}

async function findDamage(): Promise<void> {
  if (target.position() === null) return;
  await target.prepare();
  const standby = readlinkSync(join(root, 'live')) === 'tree-a' ? 'tree-b' : 'tree-a';
  writeFileSync(join(root, standby, 'unexpected.html'), 'Nothing of the site has this name.');
  if ((await target.check()).length === 0) throw new Error('The check found nothing');
}

function printRefusal(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'target-failed') throw error;
  process.stdout.write(`refused ${error.message}\n`);
}
