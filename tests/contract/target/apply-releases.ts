import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import { applyRelease } from './numbered-releases.ts';

/** Run as a process that a test kills: applies the next releases and prints the number of each. */
const [root = '', count = '0'] = process.argv.slice(2);
const target = openDiskTarget({ root });
for (let left = Number(count); left > 0; left -= 1) {
  const number = (target.position()?.releaseNumber ?? 0) + 1;
  await applyRelease(target, number);
  process.stdout.write(`${number}\n`);
}
target.close();
