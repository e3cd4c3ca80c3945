import type { Transaction } from 'kysely';
import { deleteRecoveryCodes } from '../store/recovery-codes.ts';
import type { Tables } from '../store/tables.ts';
import { hasSecondFactor } from './second-factor.ts';

/** Recovery codes stand in for a second factor: they go when none is left. */
export async function forgetLastCodes(
  tx: Transaction<Tables>,
  { userId }: { userId: string },
): Promise<void> {
  if (!(await hasSecondFactor(tx, { userId }))) await deleteRecoveryCodes(tx, { userId });
}
