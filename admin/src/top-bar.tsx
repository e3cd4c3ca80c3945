import type { ReactNode } from 'react';
import type { CurrentSession } from '../../model/api/account.ts';
import { api } from './api.ts';
import { Brand } from './gate-frame.tsx';

type TopBarProps = { session: CurrentSession; onSignedOut: () => void };

export function TopBar({ session, onSignedOut }: TopBarProps): ReactNode {
  async function signOut(): Promise<void> {
    try {
      await api.signOut();
    } finally {
      // Without an answer nobody knows: looking again shows whether the session still stands.
      onSignedOut();
    }
  }
  return (
    <header className="bar">
      <Brand />
      <nav aria-label="Main">
        <a href="/">Site</a>
        <a href="/api/docs">API</a>
        {session.siteActions.includes('sign-in-policy.change') && !session.mustEnrol && (
          <a href="/admin/sign-in-policy">Sign-in policy</a>
        )}
        <a href="/admin/account">{session.user.name}</a>
        <button className="button" type="button" onClick={() => void signOut()}>
          Sign out
        </button>
      </nav>
    </header>
  );
}
