import { cpSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

const REPOSITORY = join(import.meta.dirname, '../..');

const PARTS = [
  'astro.config.mjs',
  'content-cache',
  'examples',
  'migrations',
  'model',
  'package-lock.json',
  'package.json',
  'server',
  'site',
  'tsconfig.json',
];

/** All that the program runs on, so that its own sources can be changed; and whatever else of the repository is wanted. */
export function copyProgram(to: string, more: readonly string[]): void {
  for (const part of [...PARTS, ...more]) cpSync(join(REPOSITORY, part), join(to, part), { recursive: true });
  symlinkSync(join(REPOSITORY, 'node_modules'), join(to, 'node_modules'));
}
