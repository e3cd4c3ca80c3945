import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { SignInPolicy } from '../../../model/api/sign-in-policy.ts';
import { api } from '../api/api.ts';
import { useSession } from '../app/use-session.ts';
import { MessageBox } from '../ui/message.tsx';
import type { Message } from '../ui/message.tsx';
import { SignInPolicyForm } from './sign-in-policy-form.tsx';
import { useAttempt } from '../ui/use-attempt.ts';
import '../ui/section.css';

/** Which roles must have a second factor, for who decides about it. */
export function SignInPolicyPage(): ReactNode {
  const { t } = useLingui();
  const outcome = useOutcome();
  const { session, onLookAgain } = useSession();
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
      <div className="page">
        <title>{t`Sign-in policy · Stillpress`}</title>
        <h1>{t`Sign-in policy`}</h1>
        <p className="hint">
          {t`Who must sign in with a second factor, such as a passkey or the codes of an app, besides their password.`}
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
      </div>
    </>
  );
}

function useOutcome(): (policy: SignInPolicy) => string {
  const { t } = useLingui();
  return ({ roles, secondFactorRoles }) => {
    if (secondFactorRoles.length === 0) return t`Saved. Nobody has to have a second factor.`;
    const without = roles
      .filter(({ role }) => secondFactorRoles.includes(role))
      .reduce((sum, { withoutSecondFactor }) => sum + withoutSecondFactor, 0);
    if (without === 0) return t`Saved. Everybody who has to have a second factor has one.`;
    return t`${plural(without, {
      one: 'Saved. # person can do nothing here until they have set one up.',
      other: 'Saved. # people can do nothing here until they have set one up.',
    })}`;
  };
}
