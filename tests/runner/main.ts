/**
 * The program behind `npm test`: components, checks, tests, and one last line with the numbers. `--checks` runs the checks only, `--report` writes docs/reliability.md;
 * any other argument goes to Vitest, and then only the tests it selects run.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks } from './checks.ts';
import { readFaults, totalOf, writeFaultReport, type InjectedFaults } from './fault-report.ts';
import { readLeftOut } from './left-out.ts';
import { readMissingComponents } from './missing-components.ts';
import { readyComponents } from './ready-components.ts';
import { runTests } from './run-tests.ts';
import { NOTHING, type Tally, addTallies } from './tally.ts';

const OWN_ARGUMENTS: ReadonlySet<string> = new Set(['--checks', '--report']);

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const reportFolder = mkdtempSync(join(tmpdir(), 'stillpress-test-'));
  process.on('exit', () => rmSync(reportFolder, { recursive: true, force: true }));
  const componentsFile = join(reportFolder, 'components.jsonl');
  const leftOutFile = join(reportFolder, 'left-out.txt');
  const faultsFile = join(reportFolder, 'faults.jsonl');
  const beganAt = performance.now();
  const vitestArgs = args.filter((argument) => !OWN_ARGUMENTS.has(argument));
  const wantsTests = !args.includes('--checks');
  const wantsChecks = vitestArgs.length === 0;

  if (wantsTests) await readyComponents();
  const checks = wantsChecks ? await runChecks() : NOTHING;
  const tests = wantsTests
    ? await runTests({ args: vitestArgs, reportFolder, componentsFile, leftOutFile, faultsFile })
    : NOTHING;
  if (!wantsChecks) print('\nNot asked for, not run: the checks.');
  if (!wantsTests) print('\nNot asked for, not run: the tests.');
  if (wantsTests) printLeftOut(leftOutFile);
  if (wantsTests) printComponents(componentsFile);
  const faults = readFaults(faultsFile);
  if (faults.length > 0) printFaults(faults);
  if (args.includes('--report'))
    writeFaultReport({
      ran: vitestArgs,
      faults,
      tally: tests,
      minutes: Math.round((performance.now() - beganAt) / 60_000),
    });
  return printTally(addTallies(checks, tests));
}

function printFaults(faults: readonly InjectedFaults[]): void {
  print(`\n${totalOf(faults)} faults were injected:`);
  for (const { count, kind } of faults) print(`${String(count).padStart(6)}  ${kind}`);
}

function printLeftOut(leftOutFile: string): void {
  const leftOut = readLeftOut(leftOutFile);
  if (leftOut.length > 0) print('\nNot run, but by `npm run test:faults`:');
  for (const what of leftOut) print(`  ${what}`);
}

function printComponents(componentsFile: string): void {
  const missing = readMissingComponents(componentsFile);
  if (missing.length === 0) print('\nEvery component that these tests asked for was available.');
  else print('\nNot available on this machine:');
  for (const { name, reason, notRun } of missing) print(`  ${name}: ${reason}. Not run: ${notRun}.`);
}

/** The last line; the exit code with it. */
function printTally({ passed, failed, skipped }: Tally): number {
  print(`\n${passed} passed, ${failed} failed, ${skipped} skipped`);
  return failed === 0 ? 0 : 1;
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
