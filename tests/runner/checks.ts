import { join } from 'node:path';
import { ROOT, packageProgram, runProgram } from './run-program.ts';
import { NOTHING, type Tally } from './tally.ts';

type Check = { name: string; command: () => string[]; advice: string };

/** This program takes `--root site`, and silently ignores `--root=site`. */
const TEMPLATE_OPTIONS = [
  '--root',
  'site',
  '--tsconfig',
  'site/tsconfig.json',
  '--minimumFailingSeverity',
  'warning',
];

/** Each is a program of its own, run in the folder it checks. */
const CHECKS = {
  format: {
    name: 'format',
    command: () => packageProgram('oxfmt/bin/oxfmt', '--check'),
    advice: 'npx oxfmt mends it.',
  },
  collectionTypes: {
    name: 'types of the collections',
    command: () => packageProgram('astro/bin/astro.mjs', 'sync'),
    advice: 'Astro could not read astro.config.mjs or site/live.config.ts.',
  },
  boundaries: {
    name: 'import boundaries',
    command: () => [process.execPath, join(ROOT, 'tests/runner/check-boundaries.ts')],
    advice: 'docs/ARCHITECTURE.md says who may import whom.',
  },
  lint: {
    name: 'lint and types',
    command: () => packageProgram('oxlint/bin/oxlint', '--deny-warnings'),
    advice: 'npx oxlint --fix mends some of it.',
  },
  deadCode: {
    name: 'dead code',
    command: () => packageProgram('knip/bin/knip.js', '--no-progress'),
    advice: 'Delete what nothing uses, or say in knip.jsonc why it stays.',
  },
  templates: {
    name: 'types of the templates',
    command: () => packageProgram('@astrojs/check/bin/astro-check.js', ...TEMPLATE_OPTIONS),
    advice: 'The paths above are below site/.',
  },
} as const satisfies Record<string, Check>;

export type CheckName = keyof typeof CHECKS;

/** Quick ones first; those of the second stage read the types that `collectionTypes` writes into .astro/. */
const STAGES: readonly (readonly CheckName[])[] = [
  ['format', 'collectionTypes', 'boundaries'],
  ['lint', 'deadCode', 'templates'],
];

/** As many as keep two cores busy: some of these programs have threads of their own. */
const CHECKS_AT_ONCE = 2;

export async function runChecks(): Promise<Tally> {
  const tally = { ...NOTHING };
  for (const stage of STAGES) {
    const waiting = [...stage];
    const workOff = async (): Promise<void> => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        tally[(await runAndPrint(name)) ? 'passed' : 'failed'] += 1;
      }
    };
    await Promise.all(Array.from({ length: CHECKS_AT_ONCE }, workOff));
  }
  return tally;
}

async function runAndPrint(checkName: CheckName): Promise<boolean> {
  const { name, advice } = CHECKS[checkName];
  const { passed, output, ms } = await runCheck(checkName, ROOT);
  const time = `${(ms / 1000).toFixed(1)} s`;
  const text = passed ? `✓ ${name} (${time})\n` : `✗ ${name} (${time})\n${output.trimEnd()}\n  ${advice}\n`;
  process.stdout.write(text);
  return passed;
}

/** One check over the project in a folder. */
export async function runCheck(
  name: CheckName,
  folder: string,
): Promise<{ passed: boolean; output: string; ms: number }> {
  const { code, output, ms } = await runProgram(CHECKS[name].command(), {
    cwd: folder,
    env: { ASTRO_TELEMETRY_DISABLED: '1' },
  });
  return { passed: code === 0, output, ms };
}
