import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import type { Target } from '../../../server/publishing/target/target.ts';
import { AppError } from '../../../server/errors.ts';
import { applyRelease } from './numbered-releases.ts';

/**
 * Run as a process that a test kills, or gives faults to: applies the next releases and prints the number of each. What the disk refuses is
 * printed as `refused` and tried again.
 */
const [root = '', count = '0'] = process.argv.slice(2);
const target = open() ?? openDiskTarget({ root });
for (let left = Number(count); left > 0;) {
  const number = (target.position()?.releaseNumber ?? 0) + 1;
  try {
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

function printRefusal(error: unknown): void {
  if (!(error instanceof AppError) || error.code !== 'target-failed') throw error;
  process.stdout.write(`refused ${error.message}\n`);
}
