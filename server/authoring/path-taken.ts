import type { Kysely } from 'kysely';
import { AppError } from '../errors.ts';
import { readEntries } from '../store/entries.ts';
import type { StoredEntry } from '../store/entries.ts';
import type { Tables } from '../store/tables.ts';

type Taken = { path: string; holderId: string };

/** Two entries want one path. */
export async function pathTaken(
  tx: Kysely<Tables>,
  { entry, holderId, path }: Taken & { entry: StoredEntry },
): Promise<AppError> {
  const { holder, named } = await describeHolder(tx, holderId);
  return new AppError(
    'path-taken',
    `"${entry.title}" cannot be published at ${path}: the entry ${named} is there. Change the slug of one of the two.`,
    { extra: { path, entryId: entry.id, holder } },
  );
}

/** A redirect wants the path of an entry. */
export async function entryInTheWay(tx: Kysely<Tables>, { holderId, path }: Taken): Promise<AppError> {
  const { holder, named } = await describeHolder(tx, holderId);
  return new AppError(
    'path-taken',
    `No redirect can lead on from ${path}: the entry ${named} is there. Withdraw it or change its slug first.`,
    { extra: { path, holder } },
  );
}

/** As data, and in words that tell it from a namesake. */
async function describeHolder(tx: Kysely<Tables>, id: string) {
  const [entry] = await readEntries(tx, { ids: [id] });
  const { collection = '', locale = '', title = '' } = entry ?? {};
  const holder = { id, title, collection, locale };
  return { holder, named: `${id} ("${title}", ${collection}/${locale})` };
}
