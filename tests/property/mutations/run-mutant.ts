import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { isOutOfPatience } from '../harness/patience.ts';
import { REPOSITORY, keptBuilds } from '../harness/project.ts';
import type { Mutant } from './mutant.ts';
import { createPatchedCheckout } from './patched-checkout.ts';

/**
 * `found`: the property test reported a failure; `stalled`: it waited in vain for a publication; `survived`: it saw no failure in this many
 * steps; `broken`: it could not be run.
 */
export type MutantOutcome = {
  outcome: 'found' | 'stalled' | 'survived' | 'broken';
  output: string;
  ms: number;
};

/** A live bug is found long before. */
const STEPS_MAX = 375;
/** The same for every run: a mutant that was found once is found again. */
const SEED = 7;
/** For bugs that keep a publication from ever becoming public. Where nothing should stall, a busy machine is given its time. */
const STALLED_AFTER_MS = 6_000;
/** Enough to see that steps of these kinds are fine in themselves; all of them together are taken elsewhere. */
const CONTROL_STEPS = 25;

/** Runs the property test on a copy of the sources with the bug in it. */
export async function runMutant(mutant: Mutant): Promise<MutantOutcome> {
  const startedAt = performance.now();
  const checkout = createPatchedCheckout(mutant);
  try {
    const env = {
      STILLPRESS_PROPERTY_BUILDS: mutant.inTemplates === true ? join(checkout.root, 'builds') : keptBuilds(),
      STILLPRESS_PROPERTY_TEMPLATE_SOURCES: mutant.inTemplates === true ? checkout.root : REPOSITORY,
      ...(mutant.stalls === true && { STILLPRESS_PROPERTY_PATIENCE_MS: String(STALLED_AFTER_MS) }),
    };
    const { only = [] } = mutant;
    const { code, output } = await runProperty(checkout.root, { only, steps: STEPS_MAX, env });
    return { outcome: outcomeOf(code, output), output, ms: performance.now() - startedAt };
  } finally {
    checkout.remove();
  }
}

/** The same steps with the sources as they are: they have to survive. */
export async function runControl(only: readonly string[]): Promise<MutantOutcome> {
  const startedAt = performance.now();
  const { code, output } = await runProperty(REPOSITORY, { only, steps: CONTROL_STEPS, env: {} });
  return { outcome: outcomeOf(code, output), output, ms: performance.now() - startedAt };
}

function outcomeOf(code: number, output: string): MutantOutcome['outcome'] {
  if (code === 0) return 'survived';
  if (!output.startsWith('The site "')) return 'broken';
  return isOutOfPatience(output) ? 'stalled' : 'found';
}

type Run = { only: readonly string[]; steps: number; env: Readonly<Record<string, string>> };

function runProperty(root: string, { env, only, steps }: Run): Promise<{ code: number; output: string }> {
  const program = join(root, 'tests/property/run.ts');
  const args = [
    program,
    '--site',
    'torture',
    '--seed',
    String(SEED),
    '--steps',
    String(steps),
    '--shrink',
    '0',
  ];
  if (only.length > 0) args.push('--only', only.join(','));
  return new Promise((resolve) => {
    const options = { cwd: root, env: { ...process.env, ...env }, maxBuffer: 16 * 1024 * 1024 };
    execFile(process.execPath, args, options, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 2;
      resolve({ code, output: stdout === '' ? stderr : stdout });
    });
  });
}
