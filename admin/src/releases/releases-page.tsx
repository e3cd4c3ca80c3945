import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Rocket } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useSession } from '../app/use-session.ts';
import { Empty } from '../ui/empty.tsx';
import { ListStates, MoreButton } from '../ui/list-states.tsx';
import { heldBack, publicationsByRelease, runsOf } from './brought-by.ts';
import { PinBanner } from './pin-banner.tsx';
import { PreparedPictures } from './prepared-pictures.tsx';
import { ReleaseRow } from './release-row.tsx';
import {
  newestPublicationsQuery,
  releasesQuery,
  type ListedPublication,
  type ReleaseSummary,
} from './release-queries.ts';
import { RollbackDialog } from './rollback-dialog.tsx';
import { SiteProblem } from './site-problem.tsx';
import { isQuiet } from './what-happened.ts';
import { WithheldList } from './withheld-list.tsx';
import '../ui/page.css';
import './releases.css';

/** What went live when, and the ways back. */
export function ReleasesPage(): ReactNode {
  const { t } = useLingui();
  const mayRollBack = useSession().session.siteActions.includes('release.rollback');
  const query = useInfiniteQuery(releasesQuery);
  const [backTo, setBackTo] = useState<ReleaseSummary | null>(null);
  const pages = query.data?.pages ?? [];
  const releases = pages.flatMap((page) => page.releases);
  const publications = pages.flatMap((page) => page.publications);
  const pin = pages[0]?.pin ?? null;
  const newest = useQuery(newestPublicationsQuery).data ?? [];
  const held = (release: ReleaseSummary) => heldBack(release, newest);
  return (
    <div className="wide-page">
      <title>{t`Releases · Stillpress`}</title>
      <header className="page-head">
        <h1>
          <Trans>Releases</Trans>
        </h1>
      </header>
      <SiteProblem />
      {pin !== null && (
        <PinBanner pin={pin} heldCount={heldBack(pin, newest).publications.length} mayResume={mayRollBack} />
      )}
      <WithheldList />
      <ListStates query={query} />
      {query.data !== undefined && releases.length === 0 && (
        <Empty icon={<Rocket />} title={t`Nothing has gone live yet`}>
          <Trans>
            Each time when visitors get something new, it stands here, with every address that changed.
          </Trans>
        </Empty>
      )}
      {releases.length > 0 && (
        <ReleaseList
          releases={releases}
          brought={publicationsByRelease(publications)}
          onRollBack={mayRollBack ? setBackTo : null}
        />
      )}
      <MoreButton query={query} />
      {backTo !== null && (
        <RollbackDialog release={backTo} held={held(backTo)} onEnd={() => setBackTo(null)} />
      )}
    </div>
  );
}

type ReleaseListProps = {
  releases: readonly ReleaseSummary[];
  brought: ReadonlyMap<number, ListedPublication[]>;
  onRollBack: ((release: ReleaseSummary) => void) | null;
};

function ReleaseList({ brought, onRollBack, releases }: ReleaseListProps): ReactNode {
  const { t } = useLingui();
  const shown = releases.find(({ finishedAt }) => finishedAt !== null)?.number;
  const broughtBy = ({ number }: ReleaseSummary): ListedPublication[] => brought.get(number) ?? [];
  const rowOf = (release: ReleaseSummary): ReactNode => {
    const isPast = release.number !== shown && release.finishedAt !== null;
    return (
      <ReleaseRow
        key={release.number}
        release={release}
        brought={broughtBy(release)}
        isShown={release.number === shown}
        onRollBack={isPast && onRollBack !== null ? () => onRollBack(release) : null}
      />
    );
  };
  return (
    <section className="release-list" aria-label={t`What went live`}>
      {runsOf(releases, (release) => isQuiet(release, broughtBy(release))).map((run) =>
        run.length === 1 ? (
          run.map(rowOf)
        ) : (
          <PreparedPictures
            key={`${run.at(-1)?.number}`}
            releases={run}
            isShown={run.some(({ number }) => number === shown)}
          >
            {run.map(rowOf)}
          </PreparedPictures>
        ),
      )}
    </section>
  );
}
