import type { AuthoringContext, Call } from './authoring-context.ts';
import { publishBundle, type BundleRequest, type PublishResult } from './publish-bundle.ts';

export type PublishRequest = Call & {
  entries: readonly { entryId: string; /** The version that the editor saw. */ expectedVersionId: string }[];
} & Pick<BundleRequest, 'basis' | 'links'>;

/** Makes the drafts public as one publication: all of them, or none. */
export async function publishEntries(
  context: AuthoringContext,
  { entries, ...call }: PublishRequest,
): Promise<PublishResult> {
  const items = entries.map(({ entryId, expectedVersionId }) => ({
    action: 'publish' as const,
    entryId,
    expectedVersionId,
  }));
  return await publishBundle(context, { ...call, items });
}
