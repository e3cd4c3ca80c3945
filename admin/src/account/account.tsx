import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import type { SecondFactors } from '../../../model/api/second-factor.ts';
import { api } from '../api/api.ts';
import { useSession } from '../app/use-session.ts';
import { hasSecondFactor } from './factor-proof.ts';
import { MessageBox } from '../ui/message.tsx';
import { LookSection } from './look-section.tsx';
import { ownSessionsQuery } from './own-sessions.ts';
import { PasskeySection } from './passkey-section.tsx';
import { PasswordSection } from './password-section.tsx';
import { ProfileSection } from './profile-section.tsx';
import { RecoveryCodeList } from './recovery-code-list.tsx';
import { RecoverySection } from './recovery-section.tsx';
import { SessionSection } from './session-section.tsx';
import { TotpSection } from './totp-section.tsx';
import '../ui/section.css';
import './account.css';

/** `onEnrolled`: of whoever could do nothing else before, once they have a second factor and have kept its recovery codes. */
type AccountProps = { onEnrolled?: () => Promise<void> };

/** One's own account: who one is, what one signs in with, and where one is signed in. */
export function Account({ onEnrolled }: AccountProps): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const { session, onLookAgain } = useSession();
  const [factors, setFactors] = useState<SecondFactors | null>(null);
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const [recoveryCodes, setRecoveryCodes] = useState<readonly string[]>([]);
  const look = useCallback(async (): Promise<void> => {
    try {
      const found = (await api.readSecondFactors()).body;
      setFactors(found);
      setRefusal(null);
      // The last second factor took them along.
      if (found.recoveryCodesLeft === 0) setRecoveryCodes([]);
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (error.code === 'not-signed-in') onLookAgain();
      else setRefusal(error);
    }
  }, [onLookAgain]);
  useEffect(() => void look(), [look]);

  function keep(): void {
    setRecoveryCodes([]);
    if (onEnrolled === undefined) onLookAgain();
    else void onEnrolled();
  }
  function change(codes: readonly string[]): void {
    if (codes.length > 0) setRecoveryCodes(codes);
    // What one signs in with has changed: that ends the sessions elsewhere.
    void client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
    void look();
  }
  return (
    <>
      <div className="page">
        <title>{t`Your account · Stillpress`}</title>
        <h1>{t`Your account`}</h1>
        {session.mustEnrol && factors !== null && !hasSecondFactor(factors) && (
          <MessageBox
            message={{
              kind: 'problem',
              text: t`Here your role needs a second factor, and your account has none. Set one up: everything else opens once that is done.`,
            }}
          />
        )}
        {refusal !== null && <MessageBox message={{ kind: 'problem', text: refusal.message }} />}
        {recoveryCodes.length > 0 && <RecoveryCodeList codes={recoveryCodes} onKept={keep} />}
        {!session.mustEnrol && (
          <>
            <ProfileSection />
            <PasswordSection />
          </>
        )}
        {factors !== null && (
          <>
            <PasskeySection factors={factors} onChanged={change} />
            <TotpSection factors={factors} onChanged={change} />
            {hasSecondFactor(factors) && <RecoverySection factors={factors} onChanged={change} />}
          </>
        )}
        {!session.mustEnrol && <SessionSection />}
        <LookSection />
      </div>
    </>
  );
}
