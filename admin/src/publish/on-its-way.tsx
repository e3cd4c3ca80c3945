import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { Publication } from '../../../model/api/publication.ts';
import { duration } from './duration.ts';
import '../ui/progress.css';

const TICK_MS = 100;

/** How long it has been on its way, as seen from here, and how far its pages are where they are many. */
export function OnItsWay({ rendering }: Pick<Publication, 'rendering'>): ReactNode {
  const { t } = useLingui();
  const ms = useElapsed();
  const rendered = rendering?.rendered ?? 0;
  const total = rendered + (rendering?.left ?? 0);
  return (
    <>
      {rendering !== null && (
        <div className="rendering">
          <progress aria-label={t`Pages rendered`} max={total} value={rendered} />
          <p className="soft">
            <Trans>
              {rendered} of {total} pages are rendered
            </Trans>
          </p>
        </div>
      )}
      <dl className="stages">
        <div className="stages-total">
          <dt>
            <Trans>On its way for</Trans>
          </dt>
          <dd>{duration(ms)}</dd>
        </div>
      </dl>
    </>
  );
}

function useElapsed(): number {
  const [begunAt] = useState(() => performance.now());
  const [ms, setMs] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setMs(performance.now() - begunAt), TICK_MS);
    return () => clearInterval(timer);
  }, [begunAt]);
  return ms;
}
