import { useLingui } from '@lingui/react/macro';
import { useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { Passkey } from '../../../model/api/passkey.ts';
import type { SecondFactors } from '../../../model/api/second-factor.ts';
import { api } from '../api/api.ts';
import { proofOf, useProofFields } from './factor-proof.ts';
import { Opened } from './opened.tsx';
import { Form } from '../ui/form.tsx';
import type { FormField, FormValues } from '../ui/form.tsx';
import { MessageBox } from '../ui/message.tsx';
import { canUsePasskeys, createPasskey } from '../sign-in/passkeys.ts';
import { Button } from '../ui/button.tsx';

function useNameOfPasskey(): FormField<'name'> {
  const { t } = useLingui();
  return {
    name: 'name',
    label: t`Name of the passkey`,
    type: 'text',
    autoComplete: 'off',
    hint: t`By which you know it, such as the device that it is on.`,
  };
}

type SectionProps = {
  factors: SecondFactors;
  /** With the recovery codes that were made, if any were. */
  onChanged: (recoveryCodes: readonly string[]) => void;
};

/** Of all the forms of the section, one is open at most. */
type Open = { form: 'add' } | { form: 'rename' | 'remove'; id: string } | null;

export function PasskeySection({ factors, onChanged }: SectionProps): ReactNode {
  const { t } = useLingui();
  const [open, setOpen] = useState<Open>(null);
  const [notice, setNotice] = useState('');
  const heading = useRef<HTMLHeadingElement>(null);
  const { passkeys } = factors;

  function show(next: Open): void {
    setNotice('');
    setOpen(next);
    if (next === null) heading.current?.focus();
  }
  /** The form goes, and the focus that was in it must be somewhere. */
  function done(said: string, recoveryCodes: readonly string[] = []): void {
    setNotice(said);
    setOpen(null);
    heading.current?.focus();
    onChanged(recoveryCodes);
  }
  return (
    <section className="section" aria-labelledby="passkeys">
      <h2 id="passkeys" ref={heading} tabIndex={-1}>
        {t`Passkeys`}
      </h2>
      <p>
        {t`A passkey is on your telephone, your computer or a security key. It signs you in without a password, or besides it, and works on this site alone: nobody can be made to give it away.`}
      </p>
      {notice !== '' && <MessageBox message={{ kind: 'notice', text: notice }} />}
      {passkeys.length === 0 ? (
        <p className="hint">{t`You have none yet.`}</p>
      ) : (
        <ul className="passkeys">
          {passkeys.map((passkey) => (
            <PasskeyItem
              key={passkey.id}
              passkey={passkey}
              factors={factors}
              open={open}
              onOpen={show}
              done={done}
            />
          ))}
        </ul>
      )}
      {canUsePasskeys() ? (
        <Add factors={factors} isOpen={open?.form === 'add'} onOpen={show} done={done} />
      ) : (
        <p className="hint">
          {t`This browser adds none here: that takes a browser that knows passkeys, and an address that begins with https.`}
        </p>
      )}
    </section>
  );
}

type Parts = Pick<SectionProps, 'factors'> & {
  onOpen: (open: Open) => void;
  done: (said: string, recoveryCodes?: readonly string[]) => void;
};

function Add({ done, factors, isOpen, onOpen }: Parts & { isOpen: boolean }): ReactNode {
  const { t } = useLingui();
  const fields = [useNameOfPasskey(), ...useProofFields(factors)];
  async function add({ name, ...values }: FormValues<'name' | 'current' | 'code'>): Promise<void> {
    const asked = (await api.beginPasskey({ body: await proofOf(factors, values) })).body;
    const passkey = await createPasskey(asked);
    const added = (await api.addPasskey({ body: { name, passkey } })).body;
    const known = added.passkey.name;
    done(t`“${known}” has been added.`, added.recoveryCodes);
  }
  if (!isOpen) return <Button onClick={() => onOpen({ form: 'add' })}>{t`Add a passkey`}</Button>;
  return (
    <Opened onCancel={() => onOpen(null)}>
      <Form fields={fields} submitLabel={t`Make the passkey`} onSubmit={add} />
    </Opened>
  );
}

type ItemProps = Parts & { passkey: Passkey; open: Open };

function PasskeyItem({ done, factors, onOpen, open, passkey }: ItemProps): ReactNode {
  const { t } = useLingui();
  const nameField = useNameOfPasskey();
  const proof = useProofFields(factors);
  const when = useWhenOf();
  const { id, name } = passkey;
  const form = open !== null && open.form !== 'add' && open.id === id ? open.form : null;
  async function rename(body: FormValues<'name'>): Promise<void> {
    const renamed = (await api.renamePasskey({ id, body })).body;
    const newName = renamed.name;
    done(t`“${name}” is called “${newName}” now.`);
  }
  async function remove(values: FormValues<'current' | 'code'>): Promise<void> {
    await api.removePasskey({ id, body: await proofOf(factors, values) });
    done(t`“${name}” has been removed. It opens nothing any more.`);
  }
  return (
    <li>
      <strong>{name}</strong>
      <span className="hint">{when(passkey)}</span>
      <div className="choices">
        <Button aria-label={t`Rename ${name}`} onClick={() => onOpen({ form: 'rename', id })}>
          {t`Rename`}
        </Button>
        <Button aria-label={t`Remove ${name}`} onClick={() => onOpen({ form: 'remove', id })}>
          {t`Remove`}
        </Button>
      </div>
      {form === 'rename' && (
        <Opened onCancel={() => onOpen(null)}>
          <Form
            fields={[{ ...nameField, defaultValue: name }]}
            submitLabel={t`Keep the name`}
            onSubmit={rename}
          />
        </Opened>
      )}
      {form === 'remove' && (
        <Opened onCancel={() => onOpen(null)}>
          <Form fields={proof} submitLabel={t`Remove the passkey`} onSubmit={remove} />
        </Opened>
      )}
    </li>
  );
}

function useWhenOf(): (passkey: Passkey) => string {
  const { i18n, t } = useLingui();
  return ({ createdAt, isBackedUp, lastUsedAt }) => {
    const added = i18n.date(new Date(createdAt));
    const lastUsed = lastUsedAt === null ? '' : i18n.date(new Date(lastUsedAt));
    const used =
      lastUsedAt === null ? t`Added ${added}, not used yet.` : t`Added ${added}, last used ${lastUsed}.`;
    return isBackedUp ? `${used} ${t`Kept elsewhere too.`}` : used;
  };
}
