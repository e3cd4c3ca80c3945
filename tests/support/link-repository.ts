import { symlinkSync } from 'node:fs';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '../..');

/** What templates need of the repository, and what their build is made from. */
const LINKED = [
  'node_modules',
  'model',
  'content-cache',
  'server',
  'package.json',
  'package-lock.json',
  'tsconfig.json',
];

/** Makes a folder with a site of its own a project that templates can be built in. */
export function linkRepository(projectRoot: string, from: string = REPOSITORY): void {
  for (const name of LINKED) symlinkSync(join(from, name), join(projectRoot, name));
}
