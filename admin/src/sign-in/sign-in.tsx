import { useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { HalfwaySignIn } from '../../../model/api/second-factor.ts';
import { api } from '../api/api.ts';
import { Form } from '../ui/form.tsx';
import type { FormValues } from '../ui/form.tsx';
import { useEmailField } from './fields.ts';
import { Gate } from './gate-frame.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { canUsePasskeys, showPasskey } from './passkeys.ts';
import { needsMore, SecondStep, SecondStepForm } from './second-step.tsx';

type SignInProps = { onSignedIn: () => void };

export function SignIn({ onSignedIn }: SignInProps): ReactNode {
  const { t } = useLingui();
  const [halfway, setHalfway] = useState<HalfwaySignIn | null>(null);
  if (halfway !== null) return <SecondStep secondFactors={halfway.secondFactors} onSignedIn={onSignedIn} />;
  return (
    <Gate title={t`Sign in`}>
      <Credentials onHalfway={setHalfway} onSignedIn={onSignedIn} />
      <p>
        <a href="/admin/reset">{t`Forgot your password?`}</a>
      </p>
    </Gate>
  );
}

/** The same in the middle of something. */
export function SignInForm({ email, onSignedIn }: SignInProps & { email: string }): ReactNode {
  const [halfway, setHalfway] = useState<HalfwaySignIn | null>(null);
  if (halfway !== null)
    return <SecondStepForm secondFactors={halfway.secondFactors} onSignedIn={onSignedIn} />;
  return <Credentials email={email} onHalfway={setHalfway} onSignedIn={onSignedIn} />;
}

type CredentialsProps = SignInProps & { email?: string; onHalfway: (halfway: HalfwaySignIn) => void };

function Credentials({ email, onHalfway, onSignedIn }: CredentialsProps): ReactNode {
  const { t } = useLingui();
  const emailField = useEmailField();
  async function signIn(body: FormValues<'email' | 'password'>): Promise<void> {
    const answer = (await api.signIn({ body })).body;
    if (needsMore(answer)) onHalfway(answer);
    else onSignedIn();
  }
  async function signInWithPasskey(): Promise<void> {
    const passkey = await showPasskey((await api.beginPasskeySignIn()).body);
    await api.signInWithPasskey({ body: { passkey } });
    onSignedIn();
  }
  return (
    <>
      <Form
        fields={[
          email === undefined ? emailField : { ...emailField, defaultValue: email },
          { name: 'password', label: t`Password`, type: 'password', autoComplete: 'current-password' },
        ]}
        submitLabel={t`Sign in`}
        onSubmit={signIn}
      />
      {canUsePasskeys() && <PasskeyButton label={t`Sign in with a passkey`} onUse={signInWithPasskey} />}
    </>
  );
}
