import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { PencilLine } from 'lucide-react';
import type { ReactNode } from 'react';
import { contentModelQuery, firstEntriesQuery } from '../api/queries.ts';
import { useSession } from '../app/use-session.ts';
import { NewEntryButton } from '../content/new-entry-button.tsx';
import { HeldNote } from '../releases/held-note.tsx';
import { SiteProblem } from '../releases/site-problem.tsx';
import { WithheldList } from '../releases/withheld-list.tsx';
import { Empty } from '../ui/empty.tsx';
import { articlesOf } from './articles-of.ts';
import { BundlesInWork } from './bundles-in-work.tsx';
import { ComingUp } from './coming-up.tsx';
import { EntriesInWork } from './entries-in-work.tsx';
import { FirstSteps } from './first-steps.tsx';
import { JustLive } from './just-live.tsx';
import { Problems } from './problems.tsx';
import { UnsavedWords } from './unsaved-words.tsx';
import '../ui/page.css';
import './dashboard.css';

/** What waits for somebody, what comes by itself, what has just gone live, and whether the site is as it should be. */
export function Dashboard(): ReactNode {
  const { t } = useLingui();
  const { session } = useSession();
  const all = useQuery(firstEntriesQuery({})).data;
  const mine = useQuery(firstEntriesQuery({ author: session.user.id })).data;
  const articles = articlesOf(useQuery(contentModelQuery).data);
  return (
    <div className="wide-page">
      <title>{t`Start · Stillpress`}</title>
      <header className="page-head">
        <h1>
          <Trans>Start</Trans>
        </h1>
        {articles !== null && all?.entries.length !== 0 && (
          <NewEntryButton collection={articles} locale={undefined} />
        )}
      </header>
      <HeldNote />
      <SiteProblem />
      <Problems />
      <WithheldList />
      <UnsavedWords />
      {all?.entries.length === 0 ? (
        <FirstEntry />
      ) : (
        <>
          {mine?.entries.length === 0 && <FirstSteps />}
          <div className="waiting-lists">
            <EntriesInWork title={t`My drafts`} filter={{ state: 'draft', author: session.user.id }} />
            <EntriesInWork title={t`Changed since published`} filter={{ state: 'changed' }} />
            <ComingUp />
            <BundlesInWork />
            <JustLive />
          </div>
        </>
      )}
    </div>
  );
}

/** Of a new site: the way to its first article. */
function FirstEntry(): ReactNode {
  const { t } = useLingui();
  const model = useQuery(contentModelQuery).data;
  const articles = articlesOf(model);
  return (
    <Empty
      icon={<PencilLine />}
      title={t`Write the first article`}
      action={articles !== null && <NewEntryButton collection={articles} locale={undefined} />}
    >
      <Trans>
        It is a draft until you publish it. Before that, you see every address that it changes, and afterwards
        the moment in which it is live.
      </Trans>
    </Empty>
  );
}
