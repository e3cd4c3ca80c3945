import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import {
  CircleUser,
  FileText,
  Images,
  LayoutDashboard,
  LogOut,
  Menu,
  ShieldCheck,
  SquareArrowOutUpRight,
  X,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import type { CurrentSession } from '../../../model/api/account.ts';
import { api } from '../api/api.ts';
import { contentModelQuery } from '../api/queries.ts';
import { labelText } from '../content/label-text.ts';
import { Brand } from '../sign-in/gate-frame.tsx';
import { Button } from '../ui/button.tsx';
import './shell.css';

type ShellProps = { session: CurrentSession; children: ReactNode };

/** The frame of every screen: where one can go, and who one is. On a narrow screen the way is opened by a button. */
export function Shell({ children, session }: ShellProps): ReactNode {
  const { t } = useLingui();
  const drawer = useRef<HTMLDialogElement>(null);
  const { pathname } = useLocation();
  useEffect(() => drawer.current?.close(), [pathname]);
  return (
    <div className="shell">
      <a className="skip for-screen-readers" href="#main">
        <Trans>To the content</Trans>
      </a>
      <aside className="sidebar">
        <Ways session={session} />
      </aside>
      <header className="narrow-bar">
        <Button look="quiet" label={t`Open the menu`} onClick={() => drawer.current?.showModal()}>
          <Menu />
        </Button>
        <Brand />
      </header>
      <dialog className="drawer" ref={drawer} aria-label={t`Menu`} closedby="any">
        <Button look="quiet" label={t`Close the menu`} onClick={() => drawer.current?.close()}>
          <X />
        </Button>
        <Ways session={session} />
      </dialog>
      <main id="main" tabIndex={-1}>
        {children}
      </main>
    </div>
  );
}

function Ways({ session }: { session: CurrentSession }): ReactNode {
  const { t } = useLingui();
  const model = useQuery({ ...contentModelQuery, enabled: !session.mustEnrol }).data;
  const isAllowed = (action: string): boolean => !session.mustEnrol && session.siteActions.includes(action);
  return (
    <>
      <Brand />
      <nav aria-label={t`Main`}>
        {!session.mustEnrol && (
          <Link to="/" className="way" activeOptions={{ exact: true }}>
            <LayoutDashboard aria-hidden="true" />
            <Trans>Start</Trans>
          </Link>
        )}
        {model !== undefined && (
          <>
            <h2 className="ways-title">
              <Trans>Content</Trans>
            </h2>
            {Object.entries(model.collections).map(([name, { label }]) => (
              <Link key={name} to="/content/$collection" params={{ collection: name }} className="way">
                <FileText aria-hidden="true" />
                {labelText(label)}
              </Link>
            ))}
          </>
        )}
        {isAllowed('media.read') && (
          <Link to="/media" className="way">
            <Images aria-hidden="true" />
            <Trans>Media</Trans>
          </Link>
        )}
        {isAllowed('sign-in-policy.change') && (
          <>
            <h2 className="ways-title">
              <Trans>Settings</Trans>
            </h2>
            <Link to="/sign-in-policy" className="way">
              <ShieldCheck aria-hidden="true" />
              <Trans>Sign-in policy</Trans>
            </Link>
          </>
        )}
      </nav>
      <nav className="ways-end" aria-label={t`Account and site`}>
        <a className="way" href="/" target="_blank" rel="noreferrer">
          <SquareArrowOutUpRight aria-hidden="true" />
          <Trans>View site</Trans>
        </a>
        <Link to="/account" className="way">
          <CircleUser aria-hidden="true" />
          <span className="way-name">{session.user.name}</span>
        </Link>
        <button type="button" className="way" onClick={() => void signOut()}>
          <LogOut aria-hidden="true" />
          <Trans>Sign out</Trans>
        </button>
      </nav>
    </>
  );
}

/** The next page load knows nothing of what this one has read. */
async function signOut(): Promise<void> {
  try {
    await api.signOut();
  } finally {
    location.assign('/admin/');
  }
}
