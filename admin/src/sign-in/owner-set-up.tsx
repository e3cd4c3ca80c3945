import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import type { OwnerLink } from '../../../model/api/account.ts';
import { ApiError } from '../../../model/api/api-error.ts';
import { api } from '../api/api.ts';
import { Form } from '../ui/form.tsx';
import type { FormValues } from '../ui/form.tsx';
import { enter } from './enter.ts';
import { useEmailField, useNameField, useNewPasswordField } from './fields.ts';
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
  const { t } = useLingui();
  return (
    <Gate title={t`This link does not work any more`}>
      <p>{t`It has been used, a newer one has replaced it, or its day has passed.`}</p>
      <ul className="advice">
        <li>
          <Trans>
            There is an owner already? <a href="/admin/">Sign in</a>, or ask the owner for an account.
          </Trans>
        </li>
        <li>
          <Trans>
            There is none yet? Whoever runs the server gets a new link with <code>stillpress owner-link</code>
            .
          </Trans>
        </li>
      </ul>
    </Gate>
  );
}

function OwnerForm({ token }: { token: string }): ReactNode {
  const { t } = useLingui();
  const fields = [useNameField(), useEmailField(), useNewPasswordField()];
  async function setUp(values: FormValues<'name' | 'email' | 'password'>): Promise<void> {
    await api.acceptOwnerLink({ body: { ...values, token } });
    enter();
  }
  return (
    <Gate title={t`Create the owner account`}>
      <p className="soft">
        {t`The owner may do everything: write, publish, invite others. This link works once.`}
      </p>
      <Form fields={fields} submitLabel={t`Create account`} onSubmit={setUp} />
    </Gate>
  );
}
