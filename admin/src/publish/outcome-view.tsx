import { Trans } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { SquareArrowOutUpRight } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { usePublicAddress } from '../app/use-public-address.ts';
import { useEditor } from '../editor/use-editor.ts';
import { Button } from '../ui/button.tsx';
import { outcomeQuery, publicationQuery, type Outcome } from './outcome.ts';
import { PublicationProgress } from './publication-progress.tsx';
import { TakeBack } from './take-back.tsx';
import './outcome-view.css';

/** From the log to the visitors: what has become of what was done here, as it happens, and the way back. */
export function OutcomeView({ outcome }: { outcome: Outcome }): ReactNode {
  const { entry } = useEditor();
  const publicAddress = usePublicAddress();
  const client = useQueryClient();
  const [isTakingBack, setTakingBack] = useState(false);
  const forget = (): void => void client.setQueryData(outcomeQuery(entry.id).queryKey, null);
  const { seq } = outcome;
  const { data } = useQuery({ ...publicationQuery(seq ?? 0), enabled: seq !== null });
  if (seq === null) {
    return (
      <section className="outcome">
        <p>
          <Trans>It was public already, just as it is.</Trans>
        </p>
        <Button onClick={forget}>
          <Trans>Done</Trans>
        </Button>
      </section>
    );
  }
  if (isTakingBack) return <TakeBack outcome={outcome} seq={seq} onLeave={() => setTakingBack(false)} />;
  return (
    <section className="outcome">
      <PublicationProgress seq={seq} kind={outcome.kind}>
        <div className="choices">
          {data?.state === 'live' && entry.livePath !== null && (
            <a className="button solid" href={publicAddress(entry.livePath)} target="_blank" rel="noreferrer">
              <Trans>See it on the site</Trans>
              <SquareArrowOutUpRight aria-hidden="true" />
            </a>
          )}
          <Button onClick={() => setTakingBack(true)}>
            <Trans>Take it back …</Trans>
          </Button>
          <Button onClick={forget}>
            <Trans>Done</Trans>
          </Button>
        </div>
      </PublicationProgress>
    </section>
  );
}
