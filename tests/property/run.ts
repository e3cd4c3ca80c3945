/**
 * The program behind `npm run test:property`: the property with as many steps as one likes. Exit codes: 0 it holds, 1 it does not and the
 * report is on standard output, 2 nothing was run.
 */
import { parseArgs } from 'node:util';
import { checkProperty, newSeed } from './harness/check-property.ts';
import { runSequence } from './harness/run-sequence.ts';
import { SITES } from './sites/sites.ts';
import type { SiteProfile } from './sites/site-profile.ts';
import { STEP_KINDS } from './steps/step-kinds.ts';
import type { Step } from './steps/step.ts';

const USAGE =
  'npm run test:property -- [--site torture|starter] [--steps 2000] [--seed N] [--only KIND,KIND] [--shrink SECONDS] [--sequence JSON]';
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;
const PROGRESS_EVERY_MS = 2_000;

// Folders in memory are removed when the process exits; a signal alone would leave them.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(EXIT_USAGE));

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const { only, site: name, steps, seed: chosen, sequence, shrink } = readArguments(args) ?? {};
  const sites = name === undefined ? Object.values(SITES) : [SITES[name] ?? null];
  const seed = chosen === undefined ? newSeed() : Number(chosen);
  if (!areSites(sites) || !Number.isSafeInteger(seed) || !(Number(steps) > 0) || !areKinds(only)) {
    process.stderr.write(`${USAGE}\n`);
    return EXIT_USAGE;
  }
  process.stderr.write(`Seed ${seed}\n`);
  for (const site of sites) {
    if (sequence !== undefined) return await replay(site, { seed, steps: JSON.parse(sequence) as Step[] });
    const report = await checkProperty(site, {
      seed,
      only: only?.split(',') ?? null,
      steps: Math.ceil(Number(steps) / sites.length),
      shrinkMs: Number(shrink) * 1_000,
      onProgress: createProgress(site, Math.ceil(Number(steps) / sites.length)),
    });
    if (report === null) continue;
    process.stdout.write(`${report}\n`);
    return EXIT_FAILED;
  }
  return 0;
}

function areSites(sites: readonly (SiteProfile | null)[]): sites is readonly SiteProfile[] {
  return sites.every((site) => site !== null);
}

function areKinds(only: string | undefined): boolean {
  return only === undefined || only.split(',').every((kind) => kind in STEP_KINDS);
}

function readArguments(args: string[]) {
  const text = { type: 'string' } as const;
  const options = {
    site: text,
    steps: { ...text, default: '2000' },
    shrink: { ...text, default: '300' },
    seed: text,
    only: text,
    sequence: text,
  };
  try {
    return parseArgs({ args, options }).values;
  } catch {
    return null;
  }
}

async function replay(site: SiteProfile, { seed, steps }: { seed: number; steps: Step[] }): Promise<number> {
  const failure = await runSequence(site, steps, { seed });
  process.stdout.write(
    failure === null ? 'It holds.\n' : `After step ${failure.step + 1}: ${failure.what}\n`,
  );
  return failure === null ? 0 : EXIT_FAILED;
}

function createProgress(
  { name }: SiteProfile,
  steps: number,
): (progress: { done: number; seed: number }) => void {
  const startedAt = performance.now();
  let shownAt = startedAt;
  return ({ done, seed }) => {
    const now = performance.now();
    if (now - shownAt < PROGRESS_EVERY_MS && done < steps) return;
    shownAt = now;
    const rate = (done / ((now - startedAt) / 1_000)).toFixed(1);
    process.stderr.write(
      `${name}: ${done} of ${steps} steps, ${rate} a second, in the sequence with seed ${seed}\n`,
    );
  };
}
