import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copyProgram } from '../../support/copy-program.ts';
import { createTemporaryFolder } from '../harness/temporary-folder.ts';
import type { Mutant } from './mutant.ts';

export type PatchedCheckout = { root: string; remove(): void };

/**
 * A copy of the sources with the bug in it. A hook that patches modules as they are loaded would not reach everything: render workers start
 * without the flags of their parent, and the templates' bundle is built from files.
 */
export function createPatchedCheckout({ file, find, name, replace }: Mutant): PatchedCheckout {
  const folder = createTemporaryFolder('mutant');
  const root = folder.path;
  copyProgram(root, ['tests/property', 'tests/support']);
  const source = readFileSync(join(root, file), 'utf8');
  if (source.split(find).length !== 2) {
    throw new Error(
      `The mutant "${name}" does not fit any more: its text does not stand exactly once in ${file}`,
    );
  }
  writeFileSync(
    join(root, file),
    source.replace(find, () => replace),
  );
  return { root, remove: () => folder.remove() };
}
