import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import '../ui/page.css';
import './settings-page.css';

type SettingsPageProps = { title: string; lead: ReactNode; action?: ReactNode; children: ReactNode };

/** One place of the administration: what it is for, and the one thing that is most often done there. */
export function SettingsPage({ action, children, lead, title }: SettingsPageProps): ReactNode {
  const { t } = useLingui();
  return (
    <div className="wide-page settings-page">
      <title>{t`${title} · Stillpress`}</title>
      <header className="page-head">
        <h1>{title}</h1>
        <div className="choices">{action}</div>
      </header>
      <p className="soft settings-lead">{lead}</p>
      {children}
    </div>
  );
}
