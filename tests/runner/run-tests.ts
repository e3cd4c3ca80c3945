import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { z } from 'zod';
import { ROOT, packageProgram, runProgram } from './run-program.ts';
import { NOTHING, type Tally } from './tally.ts';

/** The part that is read of the report that Vitest's JSON reporter writes. */
const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      assertionResults: z.array(z.object({ status: z.string() })),
    }),
  ),
});

type Options = {
  args: string[];
  reportFolder: string;
  componentsFile: string;
  leftOutFile: string;
  faultsFile: string;
};

export async function runTests({
  args,
  componentsFile,
  faultsFile,
  leftOutFile,
  reportFolder,
}: Options): Promise<Tally> {
  const reportFile = join(reportFolder, 'vitest.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportFile}`];
  const { code } = await runProgram(packageProgram('vitest/vitest.mjs', 'run', ...reporters, ...args), {
    show: true,
    env: {
      STILLPRESS_COMPONENTS_FILE: componentsFile,
      STILLPRESS_LEFT_OUT_FILE: leftOutFile,
      STILLPRESS_FAULTS_FILE: faultsFile,
      STILLPRESS_WHOLE_RUN: args.length === 0 ? 'yes' : 'no',
      // Hundreds of processes and threads load the same modules. It goes with the run: what is compiled is kept by its path, and many paths are new ones.
      NODE_COMPILE_CACHE: join(reportFolder, 'compiled'),
    },
  });
  const tally = existsSync(reportFile) ? readReport(reportFile) : NOTHING;
  // Vitest also fails for what belongs to no test: an error nobody caught, or no test at all.
  return code !== 0 && tally.failed === 0 ? { ...tally, failed: 1 } : tally;
}

function readReport(file: string): Tally {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = report.parse(
    JSON.parse(readFileSync(file, 'utf8')),
  );
  const filesThatDidNotRun = testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((assertion) => assertion.status === 'failed'),
  );
  printSkipped(testResults);
  return {
    passed: numPassedTests,
    failed: numFailedTests + filesThatDidNotRun.length,
    skipped: numPendingTests + numTodoTests,
  };
}

function printSkipped(testResults: z.infer<typeof report>['testResults']): void {
  for (const { name, assertionResults } of testResults) {
    const skipped = assertionResults.filter(
      ({ status }) => status !== 'passed' && status !== 'failed',
    ).length;
    if (skipped > 0) process.stdout.write(`Skipped in ${relative(ROOT, name)}: ${skipped}\n`);
  }
}
