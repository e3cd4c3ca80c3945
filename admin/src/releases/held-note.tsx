import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Pin as PinSign } from 'lucide-react';
import type { ReactNode } from 'react';
import { momentInFull } from '../i18n/when.ts';
import { pinQuery } from './release-queries.ts';
import './releases.css';

/** That the site is held at an earlier release, for whoever publishes or wonders; nothing where it is not. */
export function HeldNote(): ReactNode {
  const { t } = useLingui();
  const pin = useQuery(pinQuery).data ?? null;
  if (pin === null) return null;
  const { pinnedAt, releaseNumber: number } = pin;
  const since = momentInFull(pinnedAt);
  return (
    <section className="pin-banner" aria-label={t`The site is held`}>
      <PinSign aria-hidden="true" />
      <div>
        <p>
          <strong>
            <Trans>The site is held at release {number}.</Trans>
          </strong>
        </p>
        <p>
          <Trans>
            Since {since}. What is published waits until somebody resumes; withdrawals apply at once.
          </Trans>{' '}
          <Link to="/releases">
            <Trans>To the releases</Trans>
          </Link>
        </p>
      </div>
    </section>
  );
}
