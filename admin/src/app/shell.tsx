import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from '@tanstack/react-router';
import {
  CircleUser,
  FileText,
  LogOut,
  Menu,
  Search,
  Settings2,
  SquareArrowOutUpRight,
  X,
} from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ReactNode } from 'react';
import type { CurrentSession } from '../../../model/api/account.ts';
import { contentModelQuery } from '../api/queries.ts';
import { labelText } from '../content/label-text.ts';
import { Brand, IsFramed } from '../sign-in/gate-frame.tsx';
import { Button } from '../ui/button.tsx';
import { askForPalette } from './palette-asked.ts';
import { PalettePlace } from './palette-place.tsx';
import { signOut } from './sign-out.ts';
import { usePublicAddress } from './use-public-address.ts';
import { CONTENT_WAYS, MAIN_WAYS, SETTINGS_WAYS } from './ways.ts';
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
        <Environment session={session} />
      </header>
      <dialog className="drawer" ref={drawer} aria-label={t`Menu`} closedby="any">
        <Button look="quiet" label={t`Close the menu`} onClick={() => drawer.current?.close()}>
          <X />
        </Button>
        <Ways session={session} />
      </dialog>
      <main id="main" tabIndex={-1}>
        <IsFramed value>{children}</IsFramed>
      </main>
      {!session.mustEnrol && <PalettePlace />}
    </div>
  );
}

function Ways({ session }: { session: CurrentSession }): ReactNode {
  const { t } = useLingui();
  const publicAddress = usePublicAddress();
  return (
    <>
      <Brand />
      <Environment session={session} />
      {!session.mustEnrol && <WaysOfWork session={session} />}
      <nav className="ways-end" aria-label={t`Account and site`}>
        <a className="way" href={publicAddress('/')} target="_blank" rel="noreferrer">
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

/** So that nobody takes a copy for the site itself. */
function Environment({ session: { environment } }: { session: CurrentSession }): ReactNode {
  return (
    environment !== null && environment !== 'production' && <span className="environment">{environment}</span>
  );
}

function WaysOfWork({ session }: { session: CurrentSession }): ReactNode {
  const { i18n, t } = useLingui();
  const collections = Object.entries(useQuery(contentModelQuery).data?.collections ?? {});
  const link = ({ Icon, label, needs, to }: (typeof MAIN_WAYS)[number]): ReactNode =>
    (needs === undefined || session.siteActions.includes(needs)) && (
      <Link key={to} to={to} className="way" activeOptions={{ exact: to === '/' }}>
        <Icon aria-hidden="true" />
        {i18n._(label)}
      </Link>
    );
  return (
    <nav aria-label={t`Main`}>
      <button type="button" className="way" onClick={() => askForPalette('commands')}>
        <Search aria-hidden="true" />
        <Trans>Search</Trans>
        <kbd className="way-key">{IS_MAC ? '⌘' : t`Ctrl`} K</kbd>
      </button>
      {MAIN_WAYS.map(link)}
      <h2 className="ways-title">
        <Trans>Content</Trans>
      </h2>
      {collections
        .filter(([, { single }]) => !single)
        .map(([name, { label }]) => (
          <Link key={name} to="/content/$collection" params={{ collection: name }} className="way">
            <FileText aria-hidden="true" />
            {labelText(label)}
          </Link>
        ))}
      {CONTENT_WAYS.map(link)}
      <h2 className="ways-title">
        <Trans>Site</Trans>
      </h2>
      {collections
        .filter(([, { single }]) => single)
        .map(([name, { label }]) => (
          <Link key={name} to="/single/$collection" params={{ collection: name }} className="way">
            <Settings2 aria-hidden="true" />
            {labelText(label)}
          </Link>
        ))}
      {SETTINGS_WAYS.map(link)}
    </nav>
  );
}

const IS_MAC = navigator.platform.startsWith('Mac');
