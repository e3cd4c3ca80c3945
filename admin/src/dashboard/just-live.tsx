import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { whenInWords } from '../i18n/when.ts';
import { newestPublicationsQuery, pinQuery } from '../releases/release-queries.ts';
import { useItemNames } from '../releases/use-item-names.ts';
import { standsNow, type Standing } from './stands-now.ts';
import { WaitingList } from './waiting-list.tsx';
import '../ui/state-chip.css';

const SHOWN = 6;
const NAMES_SHOWN = 5;

/** What was published last, and what visitors have of it. */
export function JustLive(): ReactNode {
  const { t } = useLingui();
  const namesOf = useItemNames();
  const pin = useQuery(pinQuery).data ?? null;
  const newest = useQuery(newestPublicationsQuery).data ?? [];
  const publications = newest.filter((publication) => namesOf([publication]).length > 0);
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
          <Link to="/releases">
            <Names names={namesOf([publication])} />
          </Link>
          <span className="soft">
            {publication.by !== null && <>{publication.by.name} · </>}
            {whenInWords(publication.committedAt)}
          </span>
          <span className="states">
            <StandingChip standing={standsNow(publication, { newest, pin })} />
          </span>
        </li>
      ))}
    </WaitingList>
  );
}

const LOOKS: Record<Standing, string> = {
  waiting: 'scheduled',
  live: 'live',
  held: 'held',
  withdrawn: 'withdrawn',
  'taken-back': 'withdrawn',
};

function StandingChip({ standing }: { standing: Standing }): ReactNode {
  const { t } = useLingui();
  const words = {
    waiting: t`Not live yet`,
    live: t`Live`,
    held: t`Site held`,
    withdrawn: t`Withdrawn`,
    'taken-back': t`Taken back`,
  };
  return <span className={`state-chip ${LOOKS[standing]}`}>{words[standing]}</span>;
}

/** A long file of redirects is one publication. */
function Names({ names }: { names: readonly string[] }): ReactNode {
  const more = names.length - NAMES_SHOWN;
  return (
    <>
      {names.slice(0, NAMES_SHOWN).join(' · ')}
      {more > 0 && (
        <>
          {' '}
          <Plural value={more} one="and # more" other="and # more" />
        </>
      )}
    </>
  );
}
