import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { BundleChip } from '../bundles/bundle-chip.tsx';
import { bundlesQuery } from '../bundles/bundle-queries.ts';
import { WaitingList } from './waiting-list.tsx';

const SHOWN = 6;

/** Those that nobody has published yet. */
export function BundlesInWork(): ReactNode {
  const { t } = useLingui();
  const pages = useInfiniteQuery(bundlesQuery()).data?.pages ?? [];
  const bundles = pages.flatMap((page) => page.bundles).filter(({ state }) => state !== 'published');
  if (bundles.length === 0) return null;
  return (
    <WaitingList
      title={t`Bundles in work`}
      more={
        <Link to="/bundles">
          <Trans>All bundles</Trans>
        </Link>
      }
    >
      {bundles.slice(0, SHOWN).map((bundle) => (
        <li key={bundle.id}>
          <Link to="/bundles/$bundleId" params={{ bundleId: bundle.id }}>
            {bundle.title}
          </Link>
          <span className="soft">
            <Plural value={bundle.entryCount} one="# entry" other="# entries" />
          </span>
          <BundleChip bundle={bundle} />
        </li>
      ))}
    </WaitingList>
  );
}
