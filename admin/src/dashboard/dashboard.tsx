import { Trans, useLingui } from '@lingui/react/macro';
import { useQueries, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PencilLine } from 'lucide-react';
import type { ReactNode } from 'react';
import { contentModelQuery, firstEntriesQuery, publishingQuery } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import { labelText } from '../content/label-text.ts';
import { whenInWords } from '../i18n/when.ts';
import { Empty } from '../ui/empty.tsx';
import { StateChip } from '../ui/state-chip.tsx';
import '../ui/page.css';
import './dashboard.css';

const STATES = ['withheld', 'changed', 'draft', 'scheduled'] as const;

/** What waits for somebody, and whether the site is as it should be. */
export function Dashboard(): ReactNode {
  const { t } = useLingui();
  const titles = {
    withheld: t`Held back`,
    changed: t`Changed since published`,
    draft: t`Drafts`,
    scheduled: t`Scheduled`,
  };
  return (
    <div className="wide-page">
      <title>{t`Start · Stillpress`}</title>
      <header className="page-head">
        <h1>
          <Trans>Start</Trans>
        </h1>
      </header>
      <SiteProblem />
      <div className="waiting-lists">
        {STATES.map((state) => (
          <WaitingList key={state} state={state} title={titles[state]} />
        ))}
      </div>
      <NothingWaits />
    </div>
  );
}

function SiteProblem(): ReactNode {
  const { data } = useQuery(publishingQuery);
  const problem = data?.templateProblem?.message ?? data?.problem?.message;
  if (problem === undefined) return null;
  return (
    <div className="problem" role="alert">
      <p>
        <strong>
          <Trans>The site is not as it should be.</Trans>
        </strong>
      </p>
      <p>{problem}</p>
    </div>
  );
}

function WaitingList({ state, title }: { state: (typeof STATES)[number]; title: string }): ReactNode {
  const entries = useQuery(firstEntriesQuery({ state })).data?.entries ?? [];
  const model = useQuery(contentModelQuery).data;
  if (entries.length === 0) return null;
  return (
    <section className="waiting-list" aria-label={title}>
      <h2>{title}</h2>
      <ul>
        {entries.map((entry) => (
          <li key={entry.id}>
            <Link to="/content/$collection" params={{ collection: entry.collection }} search={{ state }}>
              {entryTitle(entry)}
            </Link>
            <span className="soft">
              {labelText(model?.collections[entry.collection]?.label ?? entry.collection)} ·{' '}
              {whenInWords(entry.updatedAt)}
            </span>
            <StateChip entry={entry} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function NothingWaits(): ReactNode {
  const { t } = useLingui();
  const lists = useQueries({ queries: STATES.map((state) => firstEntriesQuery({ state })) });
  if (!lists.every(({ data }) => data?.entries.length === 0)) return null;
  return (
    <Empty icon={<PencilLine />} title={t`Nothing waits`}>
      <Trans>Everything that was written is public as it is. Drafts and what is scheduled appear here.</Trans>
    </Empty>
  );
}
