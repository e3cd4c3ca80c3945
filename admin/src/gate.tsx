import type { ReactNode } from 'react';
import { callApi } from './api.ts';
import { Form } from './form.tsx';
import type { FormField } from './form.tsx';
import iconUrl from './icon.svg';

const EMAIL: FormField = { name: 'email', label: 'E-mail address', type: 'email', autoComplete: 'username' };

export function SignIn({ onSignedIn }: { onSignedIn: () => void }): ReactNode {
  async function signIn(values: Record<string, string>): Promise<void> {
    await callApi('/session', { method: 'POST', body: values });
    onSignedIn();
  }
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
    </Gate>
  );
}

/** Where the one-time link leads that the server prints when nobody owns the site yet. */
export function OwnerSetUp({ token, onSignedIn }: { token: string; onSignedIn: () => void }): ReactNode {
  async function setUp(values: Record<string, string>): Promise<void> {
    await callApi('/setup', { method: 'POST', body: { ...values, token } });
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

function Gate({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <main className="gate">
      <div className="card">
        <Brand />
        <h1>{title}</h1>
        {children}
      </div>
    </main>
  );
}

export function Brand(): ReactNode {
  return (
    <a className="brand" href="/admin/">
      <img src={iconUrl} alt="" width="24" height="24" />
      Stillpress
    </a>
  );
}
