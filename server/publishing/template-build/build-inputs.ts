import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashFiles } from '../../hash-files.ts';

export type BuildInputs = { projectRoot: string; siteUrl: string; templateKey: string };

/** Everything that can change the bytes of a template build. Whole folders, since doubt means build again. */
export const INPUT_PATHS: readonly string[] = [
  'astro.config.mjs',
  'content-cache',
  'model',
  'package-lock.json',
  'server/publishing/template-build',
  'site',
  'tsconfig.json',
];

/** The id of the build that these inputs make. */
export function hashBuildInputs({ projectRoot, siteUrl, templateKey }: BuildInputs): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([siteUrl, templateKey, process.version, publicEnvironment()]));
  hashFiles(hash, { root: projectRoot, paths: INPUT_PATHS });
  return hash.digest('hex').slice(0, 20);
}

/** Of the steps by which content becomes what these templates read; null where the site has no such file. */
export function hashContentSteps(projectRoot: string): string | null {
  const file = join(projectRoot, 'site/content-migrations.ts');
  return existsSync(file) ? createHash('sha256').update(readFileSync(file)).digest('hex') : null;
}

/** The part of the environment that templates may see, as Vite does it: names that begin with PUBLIC_. */
export function publicEnvironment(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]) =>
    name.startsWith('PUBLIC_') && value !== undefined ? [[name, value] as const] : [],
  );
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
