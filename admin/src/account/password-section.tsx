import { plural } from '@lingui/core/macro';
import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../api/api.ts';
import { useNewPasswordField } from '../sign-in/fields.ts';
import { Button } from '../ui/button.tsx';
import { Form, type FormValues } from '../ui/form.tsx';
import { showToast } from '../ui/toast.ts';
import { Opened } from './opened.tsx';
import { ownSessionsQuery } from './own-sessions.ts';
import { useCurrentPasswordField } from './profile-section.tsx';

export function PasswordSection(): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const current = useCurrentPasswordField();
  const password = useNewPasswordField();
  const heading = useRef<HTMLHeadingElement>(null);
  const [isOpen, setOpen] = useState(false);

  function close(): void {
    setOpen(false);
    heading.current?.focus();
  }
  async function change(body: FormValues<'current' | 'password'>): Promise<void> {
    const { ended } = (await api.changePassword({ body })).body;
    void client.invalidateQueries({ queryKey: ownSessionsQuery.queryKey });
    close();
    const others = plural(ended, {
      0: 'You were signed in nowhere else.',
      one: 'You are signed out in # other place.',
      other: 'You are signed out in # other places.',
    });
    showToast({ kind: 'done', text: t`The new password holds from now on.`, details: others });
  }
  return (
    <section className="section" aria-labelledby="password">
      <h2 id="password" ref={heading} tabIndex={-1}>
        {t`Password`}
      </h2>
      <p>{t`Another password signs you out everywhere else; here you stay signed in.`}</p>
      {isOpen ? (
        <Opened onCancel={close}>
          <Form
            fields={[current, { ...password, label: t`New password` }]}
            submitLabel={t`Set the new password`}
            onSubmit={change}
          />
        </Opened>
      ) : (
        <Button onClick={() => setOpen(true)}>{t`Change the password`}</Button>
      )}
    </section>
  );
}
