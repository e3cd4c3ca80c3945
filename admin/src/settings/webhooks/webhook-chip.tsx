import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { whenInWords } from '../../i18n/when.ts';
import '../../ui/state-chip.css';
import type { Webhook } from './webhook-queries.ts';

export function WebhookChip({ webhook: { failingSince, isEnabled } }: { webhook: Webhook }): ReactNode {
  const { t } = useLingui();
  if (!isEnabled) return <span className="state-chip">{t`off`}</span>;
  if (failingSince !== null)
    return <span className="state-chip withheld">{t`failing since ${whenInWords(failingSince)}`}</span>;
  return <span className="state-chip live">{t`on`}</span>;
}
