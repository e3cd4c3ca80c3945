import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { PackageOpen, Plus } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { momentInFull, whenInWords } from '../i18n/when.ts';
import { Button } from '../ui/button.tsx';
import { Empty } from '../ui/empty.tsx';
import { ListStates, MoreButton } from '../ui/list-states.tsx';
import { BundleChip } from './bundle-chip.tsx';
import { bundlesQuery, type BundleSummary } from './bundle-queries.ts';
import { NewBundleDialog } from './new-bundle-dialog.tsx';
import '../ui/page.css';

/** What is prepared to be published together, and what was. */
export function BundlesPage(): ReactNode {
  const { t } = useLingui();
  const [isMaking, setMaking] = useState(false);
  const query = useInfiniteQuery(bundlesQuery());
  const bundles = query.data?.pages.flatMap((page) => page.bundles);
  const newButton = (
    <Button look="solid" onClick={() => setMaking(true)}>
      <Plus aria-hidden="true" />
      <Trans>New bundle</Trans>
    </Button>
  );
  return (
    <div className="wide-page">
      <title>{t`Bundles · Stillpress`}</title>
      <header className="page-head">
        <h1>
          <Trans>Bundles</Trans>
        </h1>
        {bundles !== undefined && bundles.length > 0 && newButton}
      </header>
      <ListStates query={query} />
      {bundles?.length === 0 && (
        <Empty icon={<PackageOpen />} title={t`No bundles yet`} action={newButton}>
          <Trans>
            Collect entries that belong together, look at the site as it will be, and publish all of them in
            one moment.
          </Trans>
        </Empty>
      )}
      {bundles !== undefined && bundles.length > 0 && (
        <ul className="row-list">
          {bundles.map((bundle) => (
            <BundleRow key={bundle.id} bundle={bundle} />
          ))}
        </ul>
      )}
      <MoreButton query={query} />
      {isMaking && <NewBundleDialog entries={[]} onCancel={() => setMaking(false)} />}
    </div>
  );
}

function BundleRow({ bundle }: { bundle: BundleSummary }): ReactNode {
  return (
    <li>
      <div className="row-name">
        <Link to="/bundles/$bundleId" params={{ bundleId: bundle.id }}>
          {bundle.title}
        </Link>
        <span className="row-about">
          <Plural value={bundle.entryCount} one="# entry" other="# entries" /> ·{' '}
          <BundleMoment bundle={bundle} />
        </span>
      </div>
      <div className="row-side">
        <BundleChip bundle={bundle} />
      </div>
    </li>
  );
}

function BundleMoment({ bundle }: { bundle: BundleSummary }): ReactNode {
  const { createdAt, createdBy, publishedAt, schedule, state } = bundle;
  if (state === 'published' && publishedAt !== null) {
    const when = whenInWords(publishedAt);
    return <Trans>published {when}</Trans>;
  }
  if (state === 'scheduled' && schedule !== null) {
    const due = momentInFull(schedule.dueAt);
    return <Trans>due {due}</Trans>;
  }
  const when = whenInWords(createdAt);
  const name = createdBy?.name;
  return name === undefined ? (
    <Trans>made {when}</Trans>
  ) : (
    <Trans>
      made {when} by {name}
    </Trans>
  );
}
