import { t } from '@lingui/core/macro';
import type { Media } from '../../../model/api/media.ts';
import { queryClient } from '../api/query-client.ts';
import { showToast } from '../ui/toast.ts';
import { mediaUsageQuery } from './media-queries.ts';

/** Copies the address at which visitors get the file, or else the largest picture that pages show of it. What no page shows has none. */
export async function copyAddress(media: Media): Promise<void> {
  const { shownOn } = await queryClient.fetchQuery(mediaUsageQuery(media.id));
  const address = shownOn?.fileUrl ?? null;
  if (address === null) {
    showToast({
      kind: 'problem',
      text: t`“${media.fileName}” has no public address yet.`,
      details: t`It gets one once a page shows it.`,
    });
    return;
  }
  try {
    await navigator.clipboard.writeText(address);
    showToast({ kind: 'done', text: t`The address is copied.`, details: address });
  } catch {
    // Where a page is served over plain http, it may not.
    showToast({
      kind: 'problem',
      text: t`This browser copies nothing from here. The address is:`,
      details: address,
    });
  }
}
