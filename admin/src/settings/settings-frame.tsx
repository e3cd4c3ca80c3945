import { useLingui } from '@lingui/react/macro';
import { Link, Outlet } from '@tanstack/react-router';
import { Suspense } from 'react';
import type { ReactNode } from 'react';
import { useSession } from '../app/use-session.ts';
import { SETTINGS_PLACES } from './settings-places.ts';
import './settings-frame.css';

/** What the role opens of the administration, beside the place that is open. */
export function SettingsFrame(): ReactNode {
  const { i18n, t } = useLingui();
  const { siteActions } = useSession().session;
  return (
    <div className="settings">
      <nav className="settings-ways" aria-label={t`Administration`}>
        {SETTINGS_PLACES.filter(({ needs }) => needs === undefined || siteActions.includes(needs)).map(
          ({ Icon, label, to }) => (
            <Link key={to} to={to} className="way">
              <Icon aria-hidden="true" />
              {i18n._(label)}
            </Link>
          ),
        )}
      </nav>
      <div className="settings-place">
        <Suspense>
          <Outlet />
        </Suspense>
      </div>
    </div>
  );
}
