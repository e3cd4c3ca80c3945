import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, CircleDashed, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Publication } from '../../../model/api/publication.ts';
import { useEditor } from '../editor/use-editor.ts';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { outcomeQuery, publicationQuery, releaseQuery, type Outcome } from './outcome.ts';
import { TakeBack } from './take-back.tsx';
import './outcome-view.css';

/** From the log to the visitors: what has become of what was done here, as it happens, and the way back. */
export function OutcomeView({ outcome }: { outcome: Outcome }): ReactNode {
  const { entry } = useEditor();
  const client = useQueryClient();
  const [isTakingBack, setTakingBack] = useState(false);
  const forget = (): void => void client.setQueryData(outcomeQuery(entry.id).queryKey, null);
  const { seq } = outcome;
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
      <Progress seq={seq} kind={outcome.kind} />
      <div className="choices">
        <Button onClick={() => setTakingBack(true)}>
          <Trans>Take it back …</Trans>
        </Button>
        <Button onClick={forget}>
          <Trans>Done</Trans>
        </Button>
      </div>
    </section>
  );
}

function Progress({ kind, seq }: { kind: Outcome['kind']; seq: number }): ReactNode {
  const { data, error } = useQuery(publicationQuery(seq));
  const isLive = data?.state === 'live';
  return (
    <>
      <div role="status" className={`outcome-head ${data?.state ?? 'accepted'}`}>
        <Sign state={data?.state ?? 'accepted'} />
        <h3>
          <Headline kind={kind} state={data?.state ?? 'accepted'} />
        </h3>
      </div>
      {error !== null && <MessageBox message={{ kind: 'problem', text: error.message }} />}
      {data !== undefined && <Explained publication={data} />}
      {isLive && <Stages publication={data} />}
      {isLive && <Addresses publication={data} />}
    </>
  );
}

function Sign({ state }: { state: Publication['state'] }): ReactNode {
  if (state === 'live') return <Check aria-hidden="true" />;
  if (state === 'accepted') return <LoaderCircle aria-hidden="true" className="turning" />;
  return state === 'held' ? <CircleDashed aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />;
}

type HeadlineProps = { kind: Outcome['kind']; state: Publication['state'] };

function Headline({ kind, state }: HeadlineProps): ReactNode {
  if (state === 'accepted') return <Trans>Accepted: on its way to the visitors …</Trans>;
  if (state === 'held')
    return (
      <Trans>Accepted. The site is held at an earlier release: visitors see it once somebody resumes.</Trans>
    );
  if (state === 'withheld') return <Trans>Held back: the templates cannot show it.</Trans>;
  if (state === 'superseded') return <Trans>Something newer has taken its place.</Trans>;
  if (kind === 'withdrawn') return <Trans>Withdrawn: visitors see it no more.</Trans>;
  if (kind === 'reverted') return <Trans>Taken back: visitors see what was there before.</Trans>;
  return <Trans>Live: visitors see it.</Trans>;
}

function Explained({ publication: { reason } }: { publication: Publication }): ReactNode {
  if (reason === null) return null;
  const { detail, message, path, template } = reason;
  return (
    <div className="problem" role="alert">
      <p>{detail}</p>
      <p>
        {path}: {message} {template !== null && <code>{template}</code>}
      </p>
    </div>
  );
}

/** The time that each stage took, of the release that brought it. */
function Stages({ publication: { release } }: { publication: Publication }): ReactNode {
  const { t } = useLingui();
  const { data } = useQuery({ ...releaseQuery(release ?? 0), enabled: release !== null });
  const words: Record<string, string> = {
    follow: t`Picked up`,
    render: t`Rendered`,
    compare: t`Compared`,
    record: t`Recorded`,
    write: t`Written`,
    target: t`Put in place`,
    pages: t`Noted`,
  };
  if (data === undefined) return null;
  const stages = Object.entries(data.timings);
  // The publication itself carries the moment of its plan.
  const total = stages.reduce((sum, [, ms]) => sum + ms, 0);
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
        <dd>{duration(total)}</dd>
      </div>
    </dl>
  );
}

function Addresses({ publication: { changedUrls } }: { publication: Publication }): ReactNode {
  return (
    <details className="plan-page" open={changedUrls.length <= ADDRESSES_OPEN}>
      <summary>
        <Plural
          value={changedUrls.length}
          one="Visitors see it: # address"
          other="Visitors see it: # addresses"
        />
      </summary>
      <ul className="plan-lines">
        {changedUrls.slice(0, ADDRESSES_SHOWN).map((url) => (
          <li key={url}>
            <a href={url} target="_blank" rel="noreferrer">
              {URL.parse(url)?.pathname ?? url}
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

const ADDRESSES_OPEN = 12;
const ADDRESSES_SHOWN = 200;
const SECOND_MS = 1_000;

function duration(ms: number): string {
  return ms < SECOND_MS ? `${Math.round(ms)} ms` : `${(ms / SECOND_MS).toFixed(1)} s`;
}
