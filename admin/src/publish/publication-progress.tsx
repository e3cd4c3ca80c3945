import { Plural, Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Check, CircleDashed, LoaderCircle, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Publication } from '../../../model/api/publication.ts';
import { MessageBox } from '../ui/message.tsx';
import { WithheldReason } from '../releases/withheld-reason.tsx';
import { AddressLinks } from './address-links.tsx';
import { mediaApart } from './media-apart.ts';
import { MediaGroup } from './media-group.tsx';
import { OnItsWay } from './on-its-way.tsx';
import { publicationQuery, releaseQuery, type Outcome } from './outcome.ts';
import { ReleaseStages } from './release-stages.tsx';
import './outcome-view.css';
import './plan-view.css';

type PublicationProgressProps = {
  kind: Outcome['kind'];
  seq: number;
  /** What to do next, before all that is to be known. */
  children?: ReactNode;
};

/** How far a publication has come, as it happens. */
export function PublicationProgress({ children, kind, seq }: PublicationProgressProps): ReactNode {
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
      {(data === undefined || data.state === 'accepted') && <OnItsWay rendering={data?.rendering ?? null} />}
      {data !== undefined && <Explained publication={data} />}
      {children}
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
  return (
    <div className="problem" role="alert">
      <WithheldReason {...reason} />
    </div>
  );
}

function Stages({ publication: { acceptedAt, liveAt, release } }: { publication: Publication }): ReactNode {
  const { data } = useQuery({ ...releaseQuery(release ?? 0), enabled: release !== null });
  const waitMs = liveAt === null ? null : Math.max(0, Date.parse(liveAt) - Date.parse(acceptedAt));
  return data === undefined ? null : <ReleaseStages timings={data.timings} waitMs={waitMs} />;
}

function Addresses({ publication: { changedUrls } }: { publication: Publication }): ReactNode {
  const addresses = changedUrls.map((url) => ({ url, path: URL.parse(url)?.pathname ?? url }));
  const { files, media, others } = mediaApart(addresses);
  return (
    <details className="plan-page" open={others.length <= ADDRESSES_OPEN}>
      <summary>
        <Plural
          value={changedUrls.length}
          one="Visitors see it: # address"
          other="Visitors see it: # addresses"
        />
      </summary>
      <AddressLinks addresses={others} />
      {media.length > 0 && <MediaGroup addresses={media} files={files} />}
    </details>
  );
}

const ADDRESSES_OPEN = 12;
