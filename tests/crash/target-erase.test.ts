import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDiskTarget } from '../../server/publishing/target/disk-target.ts';
import { findTraces } from '../contract/target/find-traces.ts';
import { readAll, release, temporaryPlace } from '../contract/target/target-fixture.ts';
import { startChild } from '../support/child-process.ts';
import { requireComponent } from '../support/components.ts';

const strace = requireComponent('strace');
const SECRET = `the secret of ${'x'.repeat(200)}`;
const HASH = createHash('sha256').update(SECRET).digest('hex');

describe.runIf(strace !== null)('an erasure that was killed', () => {
  it.each([
    ['rename', 1],
    ['unlink', 1],
    ['unlink', 4],
    ['unlink', 8],
    ['fsync', 2],
    ['pwrite64', 12],
  ] as const)(
    'at its %s number %i is finished when the target is opened again',
    { timeout: 60_000 },
    async (call, when) => {
      const place = temporaryPlace();
      const root = join(place.place, 'public');
      try {
        const target = openDiskTarget({ root });
        await release(target, { 'secret.html': SECRET, 'a.html': 'a' });
        await release(target, { 'a.html': 'b' });
        target.close();
        const fault = `inject=${call}:signal=KILL:when=${when}`;
        const command = [strace ?? '', '-f', '-qq', '-o', '/dev/null', '-e', `trace=${call}`, '-e', fault];
        await startChild(join(import.meta.dirname, 'erase-child.ts'), [root, 'secret.html', HASH], {
          command,
        }).ended;
        const reopened = openDiskTarget({ root });
        // Whether it had been written down before the kill decides whether it is finished; asked again, it is in any case.
        await reopened.prepare();
        const isWrittenDown = (await reopened.read('secret.html')) === null;
        if (!isWrittenDown) await reopened.erase({ files: ['secret.html'], hashes: [HASH] });
        expect(findTraces(root, [SECRET, HASH, 'secret.html'])).toEqual([]);
        expect(await readAll(reopened)).toEqual({ 'a.html': 'b' });
        reopened.close();
      } finally {
        place.remove();
      }
    },
  );
});
