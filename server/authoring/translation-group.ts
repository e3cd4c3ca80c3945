import type { Transaction } from 'kysely';
import { AppError } from '../errors.ts';
import { findSingleGroup, hasTranslation } from '../store/entry-identity.ts';
import { lockDecision } from '../store/locks.ts';
import type { Tables } from '../store/tables.ts';

/*
 * A group has one entry for each locale. Who asks here has decided until the commit: nobody else takes the place meanwhile.
 */

/** The entries of a single are translations of each other, whether or not anybody says so. Null if there is none yet. */
export async function placeOfSingle(
  tx: Transaction<Tables>,
  { collection, locale }: { collection: string; locale: string },
): Promise<string | null> {
  await lockDecision(tx, { name: `single:${collection}` });
  const translationGroup = await findSingleGroup(tx, { collection });
  if (translationGroup === null) return null;
  if (!(await hasTranslation(tx, { translationGroup, locale }))) return translationGroup;
  throw new AppError(
    'single-exists',
    `The site has its "${collection}" in ${locale} already. Change that entry instead.`,
  );
}

export async function isLocaleFree(
  tx: Transaction<Tables>,
  { translationGroup, locale }: { translationGroup: string; locale: string },
): Promise<boolean> {
  await lockDecision(tx, { name: `translations:${translationGroup}` });
  return !(await hasTranslation(tx, { translationGroup, locale }));
}
