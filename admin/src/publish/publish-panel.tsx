import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { useEditor } from '../editor/use-editor.ts';
import { HeldNote } from '../releases/held-note.tsx';
import { WithheldReason } from '../releases/withheld-reason.tsx';
import { Button } from '../ui/button.tsx';
import { BundleNote } from './bundle-note.tsx';
import { LastPublication } from './last-publication.tsx';
import { outcomeQuery, type Outcome } from './outcome.ts';
import { OutcomeView } from './outcome-view.tsx';
import { PlanForm } from './plan-form.tsx';
import { ScheduledNote } from './scheduled-note.tsx';
import { TakeBack } from './take-back.tsx';
import './publish-panel.css';

/** What would change, and the deed; what has become of it, and the way back. */
export function PublishPanel(): ReactNode {
  const { entry } = useEditor();
  const outcome = useQuery(outcomeQuery(entry.id)).data;
  const [isWithdrawing, setWithdrawing] = useState(false);
  const [takenBack, setTakenBack] = useState<Outcome | null>(null);
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // The button that did it is gone, and whoever pressed it stays here.
    if (outcome != null && document.activeElement === document.body) frame.current?.closest('aside')?.focus();
  }, [outcome]);
  const isPublic = entry.publishedVersionId !== null;
  const isSame = entry.publishedVersionId === entry.draftVersionId;
  if (outcome !== null) {
    return (
      <div ref={frame} className="publish-panel">
        <OutcomeView key={outcome.seq} outcome={outcome} />
      </div>
    );
  }
  if (takenBack !== null && takenBack.seq !== null) {
    return (
      <div className="publish-panel">
        <TakeBack outcome={takenBack} seq={takenBack.seq} onLeave={() => setTakenBack(null)} />
      </div>
    );
  }
  return (
    <div className="publish-panel">
      <HeldNote />
      <ScheduledNote />
      <BundleNote />
      {entry.withheld !== null && (
        <div className="problem" role="alert">
          <p>
            <Trans>Held back: the templates cannot show what was published last.</Trans>
          </p>
          <WithheldReason {...entry.withheld} />
        </div>
      )}
      {isWithdrawing && isPublic ? (
        <PlanForm key="withdraw" action="withdraw" onLeave={() => setWithdrawing(false)} />
      ) : isSame ? (
        <p>
          {entry.state === 'held' ? (
            <Trans>The draft is published just as it is, and visitors get it once somebody resumes.</Trans>
          ) : (
            <Trans>Visitors have the draft just as it is: there is nothing to publish.</Trans>
          )}
        </p>
      ) : (
        <PlanForm key="publish" action="publish" />
      )}
      {isPublic && !isWithdrawing && (
        <Button look="quiet" className="withdraw-way" onClick={() => setWithdrawing(true)}>
          <Trans>Withdraw it from the site …</Trans>
        </Button>
      )}
      {!isWithdrawing && <LastPublication onTakeBack={setTakenBack} />}
    </div>
  );
}
