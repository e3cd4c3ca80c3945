import { Trans } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { momentInFull } from '../i18n/when.ts';
import { HeldFrame } from './held-frame.tsx';
import { pinQuery } from './release-queries.ts';

/** That the site is held at an earlier release, for whoever publishes or wonders; nothing where it is not. */
export function HeldNote(): ReactNode {
  const pin = useQuery(pinQuery).data ?? null;
  if (pin === null) return null;
  const { pinnedAt, releaseNumber } = pin;
  const since = momentInFull(pinnedAt);
  return (
    <HeldFrame number={releaseNumber}>
      <p>
        <Trans>
          Since {since}. What is published waits until somebody resumes; withdrawals apply at once.
        </Trans>{' '}
        <Link to="/releases">
          <Trans>To the releases</Trans>
        </Link>
      </p>
    </HeldFrame>
  );
}
