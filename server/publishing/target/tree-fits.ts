import type Database from 'better-sqlite3';
import { AppError } from '../../errors.ts';
import type { TargetChange } from './target.ts';

/**
 * No file may stand where another one needs a folder: throws where one would. A file that is there for the time of grace alone gives way
 * to one that the site names now; those are returned.
 */
export function findGivingWay(connection: Database.Database, changes: readonly TargetChange[]): string[] {
  const changed = new Map(changes.map(({ file, now }) => [file, now]));
  const stands = connection.prepare('SELECT file, grace_until AS graceUntil FROM file WHERE file = ?');
  const below = connection.prepare(
    'SELECT file, grace_until AS graceUntil FROM file WHERE file > ? AND file < ?',
  );
  const givingWay = new Set<string>();

  function judge(found: Standing | undefined, clash: () => AppError): void {
    if (found === undefined) return;
    const change = changed.get(found.file);
    if (change === null) return;
    if (change === undefined && found.graceUntil !== null) givingWay.add(found.file);
    else throw clash();
  }

  for (const { file, now } of changes) {
    if (now === null) continue;
    for (const folder of foldersOf(file)) {
      const isNew = (changed.get(folder) ?? null) !== null;
      if (isNew) throw doesNotFit(folder, file);
      judge(stands.get(folder) as Standing | undefined, () => doesNotFit(folder, file));
    }
    // "0" is the character after "/".
    for (const inside of below.all(`${file}/`, `${file}0`) as Standing[])
      judge(inside, () => doesNotFit(file, inside.file));
  }
  return [...givingWay];
}

type Standing = { file: string; graceUntil: number | null };

/** `a/b/c` lies in `a` and in `a/b`. */
export function* foldersOf(file: string): Generator<string, void, undefined> {
  for (let slash = file.indexOf('/'); slash !== -1; slash = file.indexOf('/', slash + 1))
    yield file.slice(0, slash);
}

function doesNotFit(file: string, inside: string): AppError {
  return new AppError(
    'target-failed',
    `The file "${inside}" cannot be published while "${file}" is a file: a name is a file or a folder. Give one of the two pages another address.`,
  );
}
