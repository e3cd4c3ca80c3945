import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { duration } from './duration.ts';
import './outcome-view.css';

type ReleaseStagesProps = {
  timings: Readonly<Record<string, number>>;
  /** From when it came into the log until visitors had it; null where nothing was published. */
  waitMs: number | null;
};

/** The time that each stage of a release took, and how long somebody waited for it: the stages begin later, and end earlier. */
export function ReleaseStages({ timings, waitMs }: ReleaseStagesProps): ReactNode {
  const { t } = useLingui();
  const words: Record<string, string> = {
    follow: t`Picked up`,
    render: t`Rendered`,
    compare: t`Compared`,
    record: t`Recorded`,
    write: t`Written`,
    target: t`Put in place`,
    pages: t`Noted`,
  };
  const stages = Object.entries(timings);
  return (
    <dl className="stages" aria-label={t`How long it took`}>
      {stages.map(([stage, ms]) => (
        <div key={stage}>
          <dt>{words[stage] ?? stage}</dt>
          <dd>{duration(ms)}</dd>
        </div>
      ))}
      <div className="stages-total">
        <dt>{waitMs === null ? <Trans>All stages</Trans> : <Trans>From accepted to live</Trans>}</dt>
        <dd>{duration(waitMs ?? totalMs(timings))}</dd>
      </div>
    </dl>
  );
}

export function totalMs(timings: Readonly<Record<string, number>>): number {
  return Object.values(timings).reduce((sum, ms) => sum + ms, 0);
}
