import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { whenInWords } from '../i18n/when.ts';
import { titlesOf } from '../releases/brought-by.ts';
import { newestPublicationsQuery } from '../releases/release-queries.ts';
import { WaitingList } from './waiting-list.tsx';
import '../ui/state-chip.css';

const SHOWN = 6;

/** What was published last, and whether a release has brought it. */
export function JustLive(): ReactNode {
  const { t } = useLingui();
  const publications = (useQuery(newestPublicationsQuery).data ?? []).filter(
    (publication) => titlesOf([publication]).length > 0,
  );
  if (publications.length === 0) return null;
  return (
    <WaitingList
      title={t`Just went live`}
      more={
        <Link to="/releases">
          <Trans>All releases</Trans>
        </Link>
      }
    >
      {publications.slice(0, SHOWN).map((publication) => (
        <li key={publication.seq}>
          <Link to="/releases">{titlesOf([publication]).join(' · ')}</Link>
          <span className="soft">
            {publication.by !== null && <>{publication.by.name} · </>}
            {whenInWords(publication.committedAt)}
          </span>
          <span className="states">
            {publication.release === null ? (
              <span className="state-chip scheduled">
                <Trans>Not live yet</Trans>
              </span>
            ) : (
              <span className="state-chip live">
                <Trans>Live</Trans>
              </span>
            )}
          </span>
        </li>
      ))}
    </WaitingList>
  );
}
