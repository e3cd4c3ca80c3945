import { existsSync, readFileSync } from 'node:fs';

/** What `tests/support/exhaustive.ts` writes, one line for each thing that is left to the long run. */
export function readLeftOut(file: string): string[] {
  if (!existsSync(file)) return [];
  const lines = readFileSync(file, 'utf8').split('\n');
  return [...new Set(lines)].filter((line) => line !== '').sort();
}
