import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { BundleSummary } from './bundle-queries.ts';
import '../ui/state-chip.css';

/** How far a bundle has come. */
export function BundleChip({
  bundle: { isTakenBack, schedule, state },
}: {
  bundle: BundleSummary;
}): ReactNode {
  const { t } = useLingui();
  if (state === 'scheduled' && schedule?.state === 'blocked')
    return <span className="state-chip withheld">{t`Schedule blocked`}</span>;
  if (isTakenBack) return <span className="state-chip withdrawn">{t`Taken back`}</span>;
  const words = { open: t`Open`, scheduled: t`Scheduled`, published: t`Published` };
  const looks = { open: 'draft', scheduled: 'scheduled', published: 'live' };
  return <span className={`state-chip ${looks[state]}`}>{words[state]}</span>;
}
