import { expect } from 'vitest';
import { roundsOf } from '../../support/exhaustive.ts';
import type { SiteProfile } from '../sites/site-profile.ts';
import { checkProperty, seedFromEnvironment } from './check-property.ts';

const SHRINK_MS = 120_000;
/** For a machine that does everything else at the same time. */
export const PROPERTY_TIMEOUT_MS = 30 * 60_000;
/** Test files run beside each other; each has sequences of its own. */
const SEEDS_PER_PART = 1_000;

/** The property over few steps, or all in the long run, with the seed of `STILLPRESS_SEED` or always the same one, which is printed. */
export async function expectProperty(
  site: SiteProfile,
  { all, few, part }: { part: number; few: number; all: number },
): Promise<void> {
  const base = seedFromEnvironment();
  const steps = roundsOf({ few, all, of: `steps of the property test, site "${site.name}", part ${part}` });
  process.stdout.write(`Property test, site "${site.name}", part ${part}: STILLPRESS_SEED=${base}\n`);
  const report = await checkProperty(site, {
    seed: base + part * SEEDS_PER_PART,
    steps,
    shrinkMs: SHRINK_MS,
  });
  if (report !== null) expect.fail(report);
}
