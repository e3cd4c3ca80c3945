import { useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../api/api.ts';
import { useSession } from '../app/use-session.ts';
import { useEmailField, useNameField } from '../sign-in/fields.ts';
import { Button } from '../ui/button.tsx';
import { Form, type FormField, type FormValues } from '../ui/form.tsx';
import { showToast } from '../ui/toast.ts';
import { Opened } from './opened.tsx';

export function useCurrentPasswordField(): FormField<'current'> {
  const { t } = useLingui();
  return {
    name: 'current',
    label: t`Current password`,
    type: 'password',
    autoComplete: 'current-password',
  };
}

/** What others call one, and where one's mail goes. */
export function ProfileSection(): ReactNode {
  const { t } = useLingui();
  const { onLookAgain, session } = useSession();
  const { email, name } = session.user;
  const nameField = useNameField();
  const heading = useRef<HTMLHeadingElement>(null);
  const [isMoving, setMoving] = useState(false);

  async function rename(body: FormValues<'name'>): Promise<void> {
    const newName = (await api.changeProfile({ body })).body.name;
    onLookAgain();
    showToast({ kind: 'done', text: t`Others see you as “${newName}” now.` });
  }
  function closeMove(): void {
    setMoving(false);
    heading.current?.focus();
  }
  return (
    <section className="section" aria-labelledby="profile">
      <h2 id="profile" ref={heading} tabIndex={-1}>
        {t`Profile`}
      </h2>
      <Form
        fields={[
          {
            ...nameField,
            hint: t`As others see it, here and wherever your name is shown.`,
            defaultValue: name,
          },
        ]}
        submitLabel={t`Save the name`}
        onSubmit={rename}
      />
      <div className="email-line">
        <p>
          {t`E-mail address`}: <strong>{email}</strong>
        </p>
        {isMoving ? (
          <EmailForm onDone={closeMove} />
        ) : (
          <Button onClick={() => setMoving(true)}>{t`Change the e-mail address`}</Button>
        )}
      </div>
    </section>
  );
}

function EmailForm({ onDone }: { onDone: () => void }): ReactNode {
  const { t } = useLingui();
  const { onLookAgain, session } = useSession();
  const emailField = useEmailField();
  const current = useCurrentPasswordField();
  async function move(values: FormValues<'email' | 'current'>): Promise<void> {
    const { email } = (await api.changeProfile({ body: { name: session.user.name, ...values } })).body;
    onLookAgain();
    onDone();
    showToast({ kind: 'done', text: t`You sign in with ${email} from now on.` });
  }
  return (
    <Opened onCancel={onDone}>
      <Form
        fields={[
          {
            ...emailField,
            label: t`New e-mail address`,
            autoComplete: 'email',
            hint: t`You sign in with it from then on, and mails go there. The old one is told.`,
          },
          current,
        ]}
        submitLabel={t`Save the address`}
        onSubmit={move}
      />
    </Opened>
  );
}
