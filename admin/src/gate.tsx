import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { OwnerLink } from '../../model/api/account.ts';
import { ApiError } from '../../model/api/api-error.ts';
import type { HalfwaySignIn } from '../../model/api/second-factor.ts';
import { api } from './api.ts';
import { Form } from './form.tsx';
import type { FormField, FormValues } from './form.tsx';
import { Gate } from './gate-frame.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { canUsePasskeys, showPasskey } from './passkeys.ts';
import { needsMore, SecondStep } from './second-step.tsx';

export const EMAIL: FormField<'email'> = {
  name: 'email',
  label: 'E-mail address',
  type: 'email',
  autoComplete: 'username',
};

export function SignIn({ onSignedIn }: { onSignedIn: () => void }): ReactNode {
  const [halfway, setHalfway] = useState<HalfwaySignIn | null>(null);
  async function signIn(body: FormValues<'email' | 'password'>): Promise<void> {
    const answer = (await api.signIn({ body })).body;
    if (needsMore(answer)) setHalfway(answer);
    else onSignedIn();
  }
  async function signInWithPasskey(): Promise<void> {
    const passkey = await showPasskey((await api.beginPasskeySignIn()).body);
    await api.signInWithPasskey({ body: { passkey } });
    onSignedIn();
  }
  if (halfway !== null) return <SecondStep secondFactors={halfway.secondFactors} onSignedIn={onSignedIn} />;
  return (
    <Gate title="Sign in">
      <Form
        fields={[
          EMAIL,
          { name: 'password', label: 'Password', type: 'password', autoComplete: 'current-password' },
        ]}
        submitLabel="Sign in"
        onSubmit={signIn}
      />
      {canUsePasskeys() && <PasskeyButton label="Sign in with a passkey" onUse={signInWithPasskey} />}
      <p>
        <a href="/admin/reset">Forgot your password?</a>
      </p>
    </Gate>
  );
}

type OwnerSetUpProps = { token: string; onSignedIn: () => void };

/** Where the one-time link leads that the server prints when nobody owns the site yet. It is asked first whether the link still works. */
export function OwnerSetUp({ token, onSignedIn }: OwnerSetUpProps): ReactNode {
  const [state, setState] = useState<OwnerLink['state'] | 'unknown'>('unknown');
  useEffect(() => {
    let isCurrent = true;
    void (async () => {
      const found = await readLinkState(token);
      if (isCurrent) setState(found);
    })();
    return () => {
      isCurrent = false;
    };
  }, [token]);
  if (state === 'unknown') return null;
  return state === 'open' ? <OwnerForm token={token} onSignedIn={onSignedIn} /> : <LinkNotValid />;
}

/** Where that cannot be found out, the form is shown: sending it says what is wrong. */
async function readLinkState(token: string): Promise<OwnerLink['state']> {
  try {
    return (await api.readOwnerLink({ query: { token } })).body.state;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return 'open';
  }
}

function LinkNotValid(): ReactNode {
  return (
    <Gate title="This link does not work any more">
      <p>It has been used, a newer one has replaced it, or its day has passed.</p>
      <ul className="advice">
        <li>
          There is an owner already? <a href="/admin/">Sign in</a>, or ask the owner for an account.
        </li>
        <li>
          There is none yet? Whoever runs the server gets a new link with <code>stillpress owner-link</code>.
        </li>
      </ul>
    </Gate>
  );
}

function OwnerForm({ token, onSignedIn }: OwnerSetUpProps): ReactNode {
  async function setUp(values: FormValues<'name' | 'email' | 'password'>): Promise<void> {
    await api.acceptOwnerLink({ body: { ...values, token } });
    onSignedIn();
  }
  return (
    <Gate title="Create the owner account">
      <p className="hint">
        The owner may do everything: write, publish, invite others. This link works once.
      </p>
      <Form
        fields={[
          { name: 'name', label: 'Your name', type: 'text', autoComplete: 'name' },
          EMAIL,
          {
            name: 'password',
            label: 'Password',
            type: 'password',
            autoComplete: 'new-password',
            hint: 'At least 10 characters. A sentence is easy to remember and hard to guess.',
          },
        ]}
        submitLabel="Create account"
        onSubmit={setUp}
      />
    </Gate>
  );
}

export function NoSuchPage(): ReactNode {
  return (
    <Gate title="There is no such page">
      <p>
        Nothing is at this address. <a href="/admin/">To the list of content</a>
      </p>
    </Gate>
  );
}
