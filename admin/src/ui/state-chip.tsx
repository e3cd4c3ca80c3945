import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { EntrySummary } from '../../../model/api/entry.ts';
import './state-chip.css';

type StateChipProps = { entry: Pick<EntrySummary, 'state' | 'scheduled'> };

/** What of an entry visitors get, in a word; and that something is going to happen to it by itself. */
export function StateChip({ entry: { scheduled, state } }: StateChipProps): ReactNode {
  const { i18n, t } = useLingui();
  const words = {
    draft: t`Draft`,
    live: t`Live`,
    changed: t`Changed since`,
    withdrawn: t`Withdrawn`,
    withheld: t`Held back`,
    held: t`Site held`,
    trashed: t`In the trash`,
  };
  return (
    <span className="states">
      <span className={`state-chip ${state}`}>{words[state]}</span>
      {scheduled !== null && (
        <span
          className={`state-chip ${scheduled.state === 'blocked' ? 'withheld' : 'scheduled'}`}
          title={i18n.date(new Date(scheduled.dueAt), { dateStyle: 'long', timeStyle: 'short' })}
        >
          {scheduled.state === 'blocked'
            ? t`Schedule blocked`
            : scheduled.action === 'publish'
              ? t`Scheduled`
              : t`Ends`}
        </span>
      )}
    </span>
  );
}
