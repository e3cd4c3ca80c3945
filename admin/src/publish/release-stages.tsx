import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import './outcome-view.css';

/** The time that each stage of a release took. */
export function ReleaseStages({ timings }: { timings: Readonly<Record<string, number>> }): ReactNode {
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
        <dt>
          <Trans>From accepted to live</Trans>
        </dt>
        <dd>{duration(totalMs(timings))}</dd>
      </div>
    </dl>
  );
}

/** The publication itself carries the moment of its plan, which may be minutes earlier. */
export function totalMs(timings: Readonly<Record<string, number>>): number {
  return Object.values(timings).reduce((sum, ms) => sum + ms, 0);
}

const SECOND_MS = 1_000;

export function duration(ms: number): string {
  return ms < SECOND_MS ? `${Math.round(ms)} ms` : `${(ms / SECOND_MS).toFixed(1)} s`;
}
