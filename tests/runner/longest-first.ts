import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** What takes a minute or more, whatever the size of its file. */
const LONG = [
  'tests/property/',
  'tests/crash/',
  'tests/nginx/live-releases',
  'tests/e2e/cli/',
  'tests/e2e/publishing/',
  'tests/e2e/admin/',
];

/** Vitest takes large files first where it has no times of an earlier run; the long ones are small, and would be waited for in the end. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => placeOf(a) - placeOf(b));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const found = LONG.findIndex((name) => moduleId.includes(name));
  return found < 0 ? LONG.length : found;
}
