import type { Transaction } from 'kysely';
import type { LogPosition, PublicationChange } from '../../model/publication.ts';
import { readPublicationsAfter } from '../store/publications.ts';
import type { Tables } from '../store/tables.ts';
import type { AuthoringContext } from './authoring-context.ts';

/** Does it, reads in the log what it has brought, and gives it up: nothing where it adds nothing to the log. Throws as it does. */
export async function changesTried(
  { database }: Pick<AuthoringContext, 'database'>,
  act: (tx: Transaction<Tables>) => Promise<LogPosition | null>,
): Promise<readonly PublicationChange[]> {
  let changes: readonly PublicationChange[] = [];
  try {
    await database.write(async (tx) => {
      const position = await act(tx);
      if (position !== null) {
        const [publication] = await readPublicationsAfter(tx, { seq: position.seq - 1, limit: 1 });
        changes = publication?.changes ?? [];
      }
      throw new OnlyTried();
    });
  } catch (error) {
    if (!(error instanceof OnlyTried)) throw error;
  }
  return changes;
}

class OnlyTried extends Error {}
