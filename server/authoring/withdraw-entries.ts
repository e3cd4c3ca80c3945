import assert from 'node:assert/strict';
import type { LogPosition } from '../../model/publication.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { publishBundle, type BundleRequest, type PublishResult } from './publish-bundle.ts';

export type WithdrawRequest = Call & { entryIds: readonly string[] } & Pick<BundleRequest, 'basis' | 'links'>;

export type WithdrawResult = PublishResult & { publication: LogPosition };

/** Takes the entries from the public as one publication: all of them, or none. Their drafts stay as they are. */
export async function withdrawEntries(
  context: AuthoringContext,
  { entryIds, ...call }: WithdrawRequest,
): Promise<WithdrawResult> {
  const items = entryIds.map((entryId) => ({ action: 'withdraw' as const, entryId }));
  const { publication, ...result } = await publishBundle(context, { ...call, items });
  assert(publication !== null, 'what withdraws something changes something');
  return { ...result, publication };
}
