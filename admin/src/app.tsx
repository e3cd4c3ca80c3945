import { useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { CurrentSession } from '../../model/api/account.ts';
import { ApiError } from '../../model/api/api-error.ts';
import { Account } from './account.tsx';
import { api } from './api.ts';
import { Content } from './content.tsx';
import { NoSuchPage, OwnerSetUp, SignIn } from './gate.tsx';
import { MailedLinkPage, readMailedLink } from './mailed-link.tsx';
import { problemLines } from './problem-lines.ts';
import { SignInPolicyPage } from './sign-in-policy-page.tsx';

type Access = { state: 'unknown' | 'signed-out' } | { state: 'signed-in'; session: CurrentSession };

export function App(): ReactNode {
  const [access, setAccess] = useState<Access>({ state: 'unknown' });
  const [failure, setFailure] = useState<string | null>(null);

  const look = useCallback(async (): Promise<void> => {
    try {
      setAccess({ state: 'signed-in', session: (await api.readSession()).body });
      setFailure(null);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'not-signed-in') setAccess({ state: 'signed-out' });
      else setFailure([error.message, ...problemLines(error.issues)].join(' '));
    }
  }, []);
  useEffect(() => void look(), [look]);
  const lookAgain = useCallback(() => void look(), [look]);

  function enter(): void {
    // The link is used up: a reload must not lead back to it.
    if (!LASTING.test(location.pathname)) history.replaceState(null, '', '/admin/');
    void look();
  }

  if (!PAGES.test(location.pathname)) return <NoSuchPage />;
  const link = readMailedLink(location);
  // Whoever is signed in here: the link says whose account it is about.
  if (link !== null) return <MailedLinkPage key={link.page} link={link} onSignedIn={enter} />;
  const setUpToken = ownerToken();
  if (failure !== null) return <Failure message={failure} onRetry={() => void look()} />;
  if (access.state === 'unknown') return null;
  if (access.state === 'signed-in') {
    const { session } = access;
    if (session.mustEnrol || ACCOUNT.test(location.pathname))
      return <Account session={session} onLookAgain={lookAgain} />;
    return SIGN_IN_POLICY.test(location.pathname) ? (
      <SignInPolicyPage session={session} onLookAgain={lookAgain} />
    ) : (
      <Content session={session} onSignedOut={lookAgain} />
    );
  }
  return setUpToken === null ? (
    <SignIn onSignedIn={enter} />
  ) : (
    <OwnerSetUp token={setUpToken} onSignedIn={enter} />
  );
}

/** The list, one's own account, who must sign in with what, and the forms behind an owner's link and those in mails. */
const PAGES = /^\/admin(?:\/(?:account|sign-in-policy|setup|invite|reset))?\/?$/;
const ACCOUNT = /^\/admin\/account\/?$/;
const SIGN_IN_POLICY = /^\/admin\/sign-in-policy\/?$/;
/** Where somebody stays who signs in there. */
const LASTING = /^\/admin\/(?:account|sign-in-policy)\/?$/;

function ownerToken(): string | null {
  return location.pathname.startsWith('/admin/setup')
    ? new URLSearchParams(location.search).get('token')
    : null;
}

function Failure({ message, onRetry }: { message: string; onRetry: () => void }): ReactNode {
  return (
    <main className="gate">
      <div className="card form">
        <p role="alert">{message}</p>
        <button className="button" type="button" onClick={onRetry}>
          Try again
        </button>
      </div>
    </main>
  );
}
