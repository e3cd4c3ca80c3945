import { expect } from 'vitest';
import type { SiteProfile } from '../sites/site-profile.ts';
import { checkProperty, seedFromEnvironment } from './check-property.ts';

const SHRINK_MS = 120_000;
/** For a machine that does everything else at the same time. */
export const PROPERTY_TIMEOUT_MS = 30 * 60_000;
/** Test files run beside each other; each has sequences of its own. */
const SEEDS_PER_PART = 1_000;

/** The property over this many steps, with the seed of `STILLPRESS_SEED` or always the same one, which is printed. */
export async function expectProperty(
  site: SiteProfile,
  { part, steps }: { part: number; steps: number },
): Promise<void> {
  const base = seedFromEnvironment();
  process.stdout.write(`Property test, site "${site.name}", part ${part}: STILLPRESS_SEED=${base}\n`);
  const report = await checkProperty(site, {
    seed: base + part * SEEDS_PER_PART,
    steps,
    shrinkMs: SHRINK_MS,
  });
  if (report !== null) expect.fail(report);
}
