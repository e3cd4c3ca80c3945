import type { LogPosition } from '../../model/publication.ts';
import { AppError } from '../errors.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { deleteEntry } from './delete-entry.ts';
import type { EntryDetails } from './entry-details.ts';
import type { LinkOrder } from './link-order.ts';
import { publishBundle } from './publish-bundle.ts';
import { restoreEntry } from './restore-entry.ts';
import { trashEntry } from './trash-entry.ts';

export type BulkAction = 'publish' | 'withdraw' | 'trash' | 'restore' | 'delete';

export type BulkRequest = Call & {
  action: BulkAction;
  entries: readonly { entryId: string; /** The version that the editor saw. */ expectedVersionId: string }[];
  despiteReferences?: boolean | undefined;
  /** Publish and withdraw what leaves links dead, too. */
  links?: Pick<LinkOrder, 'anyway'> | undefined;
};

/** What became of one of the entries. */
export type BulkResult = { entryId: string } & (
  | { publication: LogPosition | null; /** Null where it was deleted. */ entry: EntryDetails | null }
  | { error: AppError }
);

/** Does the same with each of the entries, one after the other and each by itself: one that is refused keeps no other from it. */
export async function changeEntries(
  context: AuthoringContext,
  { action, despiteReferences, entries, links, ...call }: BulkRequest,
): Promise<BulkResult[]> {
  const results: BulkResult[] = [];
  for (const item of entries) {
    const { entryId } = item;
    try {
      const changed = await CHANGES[action](context, { ...call, ...item, despiteReferences, links });
      results.push({ entryId, ...changed });
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      results.push({ entryId, error });
    }
  }
  return results;
}

type Change = Call & {
  entryId: string;
  expectedVersionId: string;
  despiteReferences: boolean | undefined;
  links: BulkRequest['links'];
};

type Changed = { publication: LogPosition | null; entry: EntryDetails | null };

const CHANGES: Record<BulkAction, (context: AuthoringContext, change: Change) => Promise<Changed>> = {
  publish: async (context, change) => await changePublic(context, change, 'publish'),
  withdraw: async (context, change) => await changePublic(context, change, 'withdraw'),
  trash: async (context, change) => await trashEntry(context, { ...change, what: 'trashed-of-many' }),
  restore: async (context, change) => ({ publication: null, entry: await restoreEntry(context, change) }),
  delete: async (context, change) => ({ ...(await deleteEntry(context, change)), entry: null }),
};

async function changePublic(
  context: AuthoringContext,
  { actor, correlationId, entryId, expectedVersionId, links }: Change,
  action: 'publish' | 'withdraw',
): Promise<Changed> {
  const items = [{ action, entryId, expectedVersionId }];
  const what = action === 'publish' ? 'one-of-many' : 'withdrawn-of-many';
  const request = { actor, correlationId, items, links, what } as const;
  const { entries, publication } = await publishBundle(context, request);
  return { publication, entry: entries[0] ?? null };
}
