import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Outlet, useLocation } from '@tanstack/react-router';
import { Suspense, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { late } from '../ui/late.tsx';
import { ApiError } from '../../../model/api/api-error.ts';
import { followServer } from '../api/live-events.ts';
import { sessionQuery } from '../api/queries.ts';
import { onSessionEnd } from '../api/session-end.ts';
import { FailurePage } from './dead-end.tsx';
import { ToastPlace } from '../ui/toast-place.tsx';
import { Shell } from './shell.tsx';
import { withWords } from '../i18n/i18n.ts';

const SignIn = late(withWords('rest', async () => (await import('../sign-in/sign-in.tsx')).SignIn));
const Account = late(withWords('rest', async () => (await import('../account/account.tsx')).Account));
const SignInAgain = late(
  withWords('rest', async () => (await import('../sign-in/sign-in-again.tsx')).SignInAgain),
);

/**
 * Everything that needs an account. Whoever has none signs in where they are. A session that ends later takes nothing off the screen: what was
 * typed is still there behind the question for the password.
 */
export function SignedIn(): ReactNode {
  const client = useQueryClient();
  const session = useQuery(sessionQuery);
  const [hasEnded, setEnded] = useState(false);
  const { pathname } = useLocation();
  // Until they have kept the recovery codes, or gone elsewhere: that the session is enough by then takes nothing off the screen.
  const [enrolsAt, setEnrolsAt] = useState<string | null>(null);
  if (session.data?.mustEnrol === true && enrolsAt !== pathname) setEnrolsAt(pathname);
  const userId = session.data?.user.id;
  useEffect(
    () => (userId !== undefined && !hasEnded ? followServer(client, { userId }) : undefined),
    [client, userId, hasEnded],
  );
  useEffect(
    () =>
      onSessionEnd((code) => {
        if (code === 'not-signed-in') setEnded(true);
        else void client.invalidateQueries({ queryKey: sessionQuery.queryKey });
      }),
    [client],
  );
  const comeIn = (): void => {
    setEnded(false);
    void client.invalidateQueries();
  };

  const endEnrolling = async (): Promise<void> => {
    await client.invalidateQueries({ queryKey: sessionQuery.queryKey });
    setEnrolsAt(null);
  };

  if (session.data !== undefined) {
    return (
      <>
        <Shell session={session.data}>
          {/* Whose role needs a second factor that is not there yet can do nothing else, wherever they are. */}
          <Suspense>{enrolsAt === pathname ? <Account onEnrolled={endEnrolling} /> : <Outlet />}</Suspense>
        </Shell>
        <ToastPlace />
        {hasEnded && (
          <Suspense>
            <SignInAgain user={session.data.user} onSignedIn={comeIn} />
          </Suspense>
        )}
      </>
    );
  }
  if (session.error === null) return null;
  const isOut = session.error instanceof ApiError && session.error.code === 'not-signed-in';
  if (!isOut) return <FailurePage error={session.error} reset={() => void session.refetch()} />;
  return (
    <Suspense>
      <SignIn onSignedIn={comeIn} />
    </Suspense>
  );
}
