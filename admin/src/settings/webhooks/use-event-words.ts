import { useLingui } from '@lingui/react/macro';
import type { WebhookEvent } from '../../../../model/api/webhook.ts';

/** What a receiver can be told of. */
export function useEventWords(): Record<WebhookEvent, string> {
  const { t } = useLingui();
  return {
    'entry.published': t`an entry is published`,
    'entry.withdrawn': t`an entry is withdrawn`,
    'release.done': t`visitors get what was published`,
    'release.failed': t`visitors do not get all that is published`,
    'schedule.fired': t`what was scheduled is published`,
    'schedule.blocked': t`what is scheduled cannot be published`,
  };
}
