import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { OwnerLink } from '../../../model/api/account.ts';
import { ApiError } from '../../../model/api/api-error.ts';
import { api } from '../api/api.ts';
import { Form } from '../ui/form.tsx';
import type { FormValues } from '../ui/form.tsx';
import { enter } from './enter.ts';
import { EMAIL } from './fields.ts';
import { Gate } from './gate-frame.tsx';

/** Where the one-time link leads that the server prints when nobody owns the site yet. It is asked first whether the link still works. */
export function OwnerSetUp(): ReactNode {
  const token = new URLSearchParams(location.search).get('token') ?? '';
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
  return state === 'open' ? <OwnerForm token={token} /> : <LinkNotValid />;
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

function OwnerForm({ token }: { token: string }): ReactNode {
  async function setUp(values: FormValues<'name' | 'email' | 'password'>): Promise<void> {
    await api.acceptOwnerLink({ body: { ...values, token } });
    enter();
  }
  return (
    <Gate title="Create the owner account">
      <p className="soft">
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
