import type { Kysely } from 'kysely';
import { AppError } from '../errors.ts';
import { readEntries } from '../store/entries.ts';
import type { StoredEntry } from '../store/entries.ts';
import { findPathHolders } from '../store/public-paths.ts';
import type { Tables } from '../store/tables.ts';
import type { Reader } from './find-entry.ts';
import { canRead } from './permission.ts';

export type Claim = { entry: StoredEntry; path: string | null };
export type TakenPath = { entry: StoredEntry; path: string; holderId: string };

/** Which of these entries want a path that another one has or wants as well. What they leave themselves, and what is withdrawn with them, is free. */
export async function findTakenPaths(
  tx: Kysely<Tables>,
  { claims, withdrawn = [] }: { claims: readonly Claim[]; withdrawn?: readonly StoredEntry[] },
): Promise<TakenPath[]> {
  const moving = claims.filter(({ entry, path }) => path !== entry.livePath);
  const leaving = new Set([...withdrawn, ...moving.map(({ entry }) => entry)].map(({ id }) => id));
  const claimed = new Map<string, string>();
  const taken: TakenPath[] = [];
  for (const { entry, path } of moving) {
    if (path === null) continue;
    const holders = await findPathHolders(tx, { paths: [path] });
    const holderId = holders.find(({ entryId }) => !leaving.has(entryId))?.entryId ?? claimed.get(path);
    if (holderId !== undefined) taken.push({ entry, path, holderId });
    claimed.set(path, entry.id);
  }
  return taken;
}

type Taken = Reader & { path: string; holderId: string };

/** Two entries want one path. */
export async function pathTaken(
  tx: Kysely<Tables>,
  { entry, holderId, path, ...reader }: Taken & { entry: StoredEntry },
): Promise<AppError> {
  const { holder, named } = await describeHolder(tx, { ...reader, holderId });
  return new AppError(
    'path-taken',
    `"${entry.title}" cannot be published at ${path}: ${named} is there. Change the slug of one of the two.`,
    { extra: { path, entryId: entry.id, holder } },
  );
}

/** A redirect wants the path of an entry. */
export async function entryInTheWay(tx: Kysely<Tables>, { path, ...holding }: Taken): Promise<AppError> {
  const { holder, named } = await describeHolder(tx, holding);
  return new AppError(
    'path-taken',
    `No redirect can lead on from ${path}: ${named} is there. Withdraw it or change its slug first.`,
    { extra: { path, holder } },
  );
}

/** As data, and in words that tell it from a namesake; nothing of what the reader may not read. */
async function describeHolder(tx: Kysely<Tables>, { holderId: id, ...reader }: Omit<Taken, 'path'>) {
  const [entry] = await readEntries(tx, { ids: [id] });
  if (entry !== undefined && !canRead(reader, entry)) return { holder: null, named: 'another entry' };
  const { collection = '', locale = '', title = '' } = entry ?? {};
  const holder = { id, title, collection, locale };
  return { holder, named: `the entry ${id} ("${title}", ${collection}/${locale})` };
}
