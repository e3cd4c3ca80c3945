import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../app/use-session.ts';
import { SETTINGS_PLACES } from './settings-places.ts';
import '../ui/page.css';
import './settings-overview.css';

/** What there is to administer, and what each of it is for. */
export function SettingsOverview(): ReactNode {
  const { i18n, t } = useLingui();
  const { siteActions } = useSession().session;
  return (
    <div className="wide-page">
      <title>{t`Administration · Stillpress`}</title>
      <header className="page-head">
        <h1>
          <Trans>Administration</Trans>
        </h1>
      </header>
      <ul className="settings-cards">
        {SETTINGS_PLACES.filter(({ needs }) => needs === undefined || siteActions.includes(needs)).map(
          ({ about, Icon, label, to }) => (
            <li key={to}>
              <Link to={to} className="settings-card">
                <Icon aria-hidden="true" />
                <span>
                  <strong>{i18n._(label)}</strong>
                  <span className="soft">{i18n._(about)}</span>
                </span>
              </Link>
            </li>
          ),
        )}
      </ul>
    </div>
  );
}
