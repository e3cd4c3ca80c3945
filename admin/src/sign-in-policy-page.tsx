import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { CurrentSession } from '../../model/api/account.ts';
import type { SignInPolicy } from '../../model/api/sign-in-policy.ts';
import { api } from './api.ts';
import { MessageBox } from './message.tsx';
import type { Message } from './message.tsx';
import { people } from './people.ts';
import { SignInPolicyForm } from './sign-in-policy-form.tsx';
import { TopBar } from './top-bar.tsx';
import { useAttempt } from './use-attempt.ts';

type PageProps = { session: CurrentSession; onLookAgain: () => void };

/** Which roles must have a second factor, for who decides about it. */
export function SignInPolicyPage({ session, onLookAgain }: PageProps): ReactNode {
  const [policy, setPolicy] = useState<SignInPolicy | null>(null);
  const [message, setMessage] = useState<Message | null>(null);
  const [isBusy, setBusy] = useState(false);
  const attempt = useAttempt({ onSignedOut: onLookAgain, setMessage });
  useEffect(() => void attempt(async () => setPolicy((await api.readSignInPolicy()).body)), [attempt]);

  async function save(secondFactorRoles: string[]): Promise<void> {
    setBusy(true);
    setMessage(null);
    await attempt(async () => {
      const { body } = await api.changeSignInPolicy({ body: { secondFactorRoles } });
      setPolicy(body);
      setMessage({ kind: 'notice', text: outcome(body) });
      // From now on there may be nothing else to do here than to set one up.
      if (!body.hasOwnSecondFactor && secondFactorRoles.includes(session.user.role)) onLookAgain();
    });
    setBusy(false);
  }
  return (
    <>
      <TopBar session={session} onSignedOut={onLookAgain} />
      <main className="page narrow">
        <h1>Sign-in policy</h1>
        <p className="hint">
          Who must sign in with a second factor, such as a passkey or the codes of an app, besides their
          password.
        </p>
        {message !== null && <MessageBox message={message} />}
        {policy !== null && (
          <SignInPolicyForm
            policy={policy}
            ownRole={session.user.role}
            isBusy={isBusy}
            onChoice={() => setMessage(null)}
            onSave={(roles) => void save(roles)}
          />
        )}
      </main>
    </>
  );
}

function outcome({ roles, secondFactorRoles }: SignInPolicy): string {
  if (secondFactorRoles.length === 0) return 'Saved. Nobody has to have a second factor.';
  const without = roles
    .filter(({ role }) => secondFactorRoles.includes(role))
    .reduce((sum, { withoutSecondFactor }) => sum + withoutSecondFactor, 0);
  return without === 0
    ? 'Saved. Everybody who has to have a second factor has one.'
    : `Saved. ${people(without)} can do nothing here until they have set one up.`;
}
