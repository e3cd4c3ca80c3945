/** `out-of-handles-child.ts ROOT`: prints the release that it made, what the next one failed with when no file could be opened, and that one's number. */
import { closeSync, openSync } from 'node:fs';
import { AppError } from '../../server/errors.ts';
import { openDiskTarget } from '../../server/publishing/target/disk-target.ts';
import { applyRelease, releaseAt } from '../contract/target/numbered-releases.ts';

const [root = ''] = process.argv.slice(2);
const target = openDiskTarget({ root });
await applyRelease(target, 1);
// Whatever is loaded at its first use has been.
process.stdout.write(`${releaseAt(root)}\n`);
const taken = takeAllHandles();
const failure = await applyRelease(target, 2).catch((error: unknown) => error);
for (const descriptor of taken) closeSync(descriptor);
process.stdout.write(
  `${failure instanceof AppError ? `${failure.code} ${failure.message}` : String(failure)}\n`,
);
await applyRelease(target, 2);
process.stdout.write(`${releaseAt(root)}\n`);
target.close();

function takeAllHandles(): number[] {
  const descriptors: number[] = [];
  try {
    for (;;) descriptors.push(openSync('/dev/null', 'r'));
  } catch {
    return descriptors;
  }
}
