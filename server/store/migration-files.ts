import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import type { MigrationKind, Tables } from './tables.ts';

const FOLDER = join(import.meta.dirname, '../../migrations');
const FILE_NAME = /^(\d{4}-[a-z0-9-]+)\.ts$/;
const CHECKSUMS_FILE = 'checksums.json';

type Migration = {
  /** Whether a program that does not know it can work with what it leaves behind. */
  kind?: MigrationKind;
  up(tx: Transaction<Tables>): Promise<void>;
  down(tx: Transaction<Tables>): Promise<void>;
};

export type MigrationFile = { name: string; checksum: string; load: () => Promise<Migration> };

/** The migrations of this program in their order, each one proven to be what `checksums.json` says. */
export async function readMigrationFiles(folder = FOLDER): Promise<MigrationFile[]> {
  const recorded = parseChecksums(await readFile(join(folder, CHECKSUMS_FILE), 'utf8'));
  const fileNames = (await readdir(folder)).filter((fileName) => FILE_NAME.test(fileName)).toSorted();
  const files = await Promise.all(fileNames.map((fileName) => readMigrationFile(folder, fileName)));
  for (const { name, checksum } of files) assertUnchanged(name, { expected: recorded.get(name), checksum });
  return files;
}

/** Independent of how a checkout ends its lines. */
function checksumOf(source: string): string {
  return createHash('sha256').update(source.replaceAll('\r\n', '\n')).digest('hex');
}

export function assertUnchanged(
  name: string,
  sums: { expected: string | undefined; checksum: string },
): void {
  if (sums.expected === sums.checksum) return;
  const problem =
    sums.expected === undefined
      ? `The migration ${name} is not listed in migrations/${CHECKSUMS_FILE}. Add it with the checksum ${sums.checksum}.`
      : `The migration ${name} has been changed since it was released: its checksum is ${sums.checksum} and was ${sums.expected}. ` +
        'Databases exist that it was applied to. Restore the file and put the change into a new migration.';
  throw new AppError('migration-changed', problem);
}

async function readMigrationFile(folder: string, fileName: string): Promise<MigrationFile> {
  const path = join(folder, fileName);
  return {
    name: fileName.replace(/\.ts$/, ''),
    checksum: checksumOf(await readFile(path, 'utf8')),
    load: async () => (await import(pathToFileURL(path).href)) as Migration,
  };
}

function parseChecksums(text: string): Map<string, string> {
  return new Map(Object.entries(JSON.parse(text) as Record<string, string>));
}
