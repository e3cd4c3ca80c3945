import { appendFileSync } from 'node:fs';
import type { InjectedFaults } from '../runner/fault-report.ts';

/** Counts what was broken on purpose, for the report that `npm run test:faults` ends with. */
export function recordFaults(kind: string, count = 1): void {
  const file = process.env['STILLPRESS_FAULTS_FILE'];
  const injected: InjectedFaults = { kind, count };
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(injected)}\n`);
}
