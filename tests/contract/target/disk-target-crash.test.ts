import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDiskTarget } from '../../../server/publishing/target/disk-target.ts';
import { startChild } from '../../support/child-process.ts';
import { applyTwoMore, releaseAt } from './numbered-releases.ts';
import { temporaryPlace } from './target-fixture.ts';

const SCRIPT = join(import.meta.dirname, 'apply-releases.ts');

let place: ReturnType<typeof temporaryPlace>;
let root: string;

beforeEach(() => {
  place = temporaryPlace();
  root = join(place.place, 'public');
});
afterEach(() => place.remove());

describe('a process killed while it applies releases', () => {
  it.each([
    { what: 'releases', args: [] as string[] },
    { what: 'releases that make both trees from nothing, after damage was found', args: ['damage'] },
  ])(
    'leaves exactly one of the $what live, and the next one goes on from there (30 kills)',
    { timeout: 120_000 },
    async ({ args }) => {
      let acknowledged = 0;
      for (let kill = 0; kill < 30; kill += 1) {
        const child = startChild(SCRIPT, [root, '1000', ...args]);
        acknowledged = Math.max(acknowledged, Number(await child.nextLine()));
        await delay(Math.random() * 60);
        child.process.kill('SIGKILL');
        for (let line = await child.nextLine(); line !== null; line = await child.nextLine())
          acknowledged = Number(line);
        await child.ended;
        const live = releaseAt(root);
        expect(live).toBeTypeOf('number');
        expect(live).toBeGreaterThanOrEqual(acknowledged);
        expect(live).toBeLessThanOrEqual(acknowledged + 1);
      }
      // The last kill may have come between the damage and the look at it, which ordinary releases do not take.
      if (args.includes('damage')) await lookForDamage();
      await applyTwoMore(root);
    },
  );
});

async function lookForDamage(): Promise<void> {
  const target = openDiskTarget({ root });
  await target.check();
  target.close();
}
