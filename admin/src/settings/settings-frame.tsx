import { useLingui } from '@lingui/react/macro';
import { Link, Outlet, useLocation, useMatchRoute } from '@tanstack/react-router';
import { Suspense, useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import { useSession } from '../app/use-session.ts';
import { SETTINGS_PLACES } from './settings-places.ts';
import './settings-frame.css';

/** What the role opens of the administration, beside the place that is open: the overview has it in itself. */
export function SettingsFrame(): ReactNode {
  const { i18n, t } = useLingui();
  const { siteActions } = useSession().session;
  const { pathname } = useLocation();
  const isOverview = useMatchRoute()({ to: '/settings' }) !== false;
  const ways = useRef<HTMLElement>(null);
  useEffect(() => showCurrent(ways.current), [pathname]);
  const place = (
    <div className="settings-place">
      <Suspense>
        <Outlet />
      </Suspense>
    </div>
  );
  if (isOverview) return place;
  return (
    <div className="settings">
      <nav ref={ways} className="settings-ways" aria-label={t`Administration`}>
        {SETTINGS_PLACES.filter(({ needs }) => needs === undefined || siteActions.includes(needs)).map(
          ({ Icon, label, to }) => (
            <Link key={to} to={to} className="way">
              <Icon aria-hidden="true" />
              {i18n._(label)}
            </Link>
          ),
        )}
      </nav>
      {place}
    </div>
  );
}

/** On a narrow screen the places are a row that is wider than the screen. */
function showCurrent(ways: HTMLElement | null): void {
  const current = ways?.querySelector('[aria-current]');
  if (!ways || !current) return;
  const [row, place] = [ways.getBoundingClientRect(), current.getBoundingClientRect()];
  ways.scrollLeft += place.left + place.width / 2 - row.left - row.width / 2;
}
