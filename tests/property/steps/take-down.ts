import { rollBack } from '../harness/held-site.ts';
import { takeDown } from '../harness/taken-down.ts';
import type { World } from '../harness/world.ts';
import type { Chooser, StepKind } from './step.ts';

/** An entry goes for good; one with a secret, where there is one. Every other time after the site went back to a release that tells it. */
export const takeDownStep: StepKind = {
  weight: 6,
  run: async (world, choose) => {
    const candidates = world.entries.filter(({ collection }) => collection in world.site.growing);
    const telling = candidates.filter(({ id }) => world.secrets.has(id));
    const entry = choose.one(telling.length > 0 ? telling : candidates);
    if (entry === undefined) return;
    const secret = world.secrets.get(entry.id);
    if (secret !== undefined && choose.number(2) === 0) await goBackTo(world, { secret, choose });
    await takeDown(world, entry);
    world.publisher().notify();
  },
};

async function goBackTo(
  world: World,
  { choose, secret }: { secret: string; choose: Chooser },
): Promise<void> {
  // While the publisher is away, nobody goes anywhere.
  if (world.publisher().status().state === 'stopped') return;
  const tells = (bytes: Uint8Array): boolean => Buffer.from(bytes).includes(secret);
  const to = choose.one(world.releases.filter(({ tree }) => [...tree.values()].some(tells)));
  if (to !== undefined) world.held = await rollBack(world, to);
}
