import { useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import type { Passkey } from '../../../model/api/passkey.ts';
import type { SecondFactors } from '../../../model/api/second-factor.ts';
import { api } from '../api/api.ts';
import { proofFields, proofOf } from './factor-proof.ts';
import { Form } from '../ui/form.tsx';
import type { FormField, FormValues } from '../ui/form.tsx';
import { MessageBox } from '../ui/message.tsx';
import { canUsePasskeys, createPasskey } from '../sign-in/passkeys.ts';
import { Button } from '../ui/button.tsx';

const NAME: FormField<'name'> = {
  name: 'name',
  label: 'Name of the passkey',
  type: 'text',
  autoComplete: 'off',
  hint: 'By which you know it, such as the device that it is on.',
};

type SectionProps = {
  factors: SecondFactors;
  /** With the recovery codes that were made, if any were. */
  onChanged: (recoveryCodes: readonly string[]) => void;
};

/** Of all the forms of the section, one is open at most. */
type Open = { form: 'add' } | { form: 'rename' | 'remove'; id: string } | null;

export function PasskeySection({ factors, onChanged }: SectionProps): ReactNode {
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
        Passkeys
      </h2>
      <p>
        A passkey is on your telephone, your computer or a security key. It signs you in without a password,
        or besides it, and works on this site alone: nobody can be made to give it away.
      </p>
      {notice !== '' && <MessageBox message={{ kind: 'notice', text: notice }} />}
      {passkeys.length === 0 ? (
        <p className="hint">You have none yet.</p>
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
          This browser adds none here: that takes a browser that knows passkeys, and an address that begins
          with https.
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
  async function add({ name, ...values }: FormValues<'name' | 'current' | 'code'>): Promise<void> {
    const asked = (await api.beginPasskey({ body: await proofOf(factors, values) })).body;
    const passkey = await createPasskey(asked);
    const added = (await api.addPasskey({ body: { name, passkey } })).body;
    done(`“${added.passkey.name}” has been added.`, added.recoveryCodes);
  }
  if (!isOpen) return <Button onClick={() => onOpen({ form: 'add' })}>Add a passkey</Button>;
  return (
    <Opened onCancel={() => onOpen(null)}>
      <Form fields={[NAME, ...proofFields(factors)]} submitLabel="Make the passkey" onSubmit={add} />
    </Opened>
  );
}

type ItemProps = Parts & { passkey: Passkey; open: Open };

function PasskeyItem({ done, factors, onOpen, open, passkey }: ItemProps): ReactNode {
  const { id, name } = passkey;
  const form = open !== null && open.form !== 'add' && open.id === id ? open.form : null;
  async function rename(body: FormValues<'name'>): Promise<void> {
    const renamed = (await api.renamePasskey({ id, body })).body;
    done(`“${name}” is called “${renamed.name}” now.`);
  }
  async function remove(values: FormValues<'current' | 'code'>): Promise<void> {
    await api.removePasskey({ id, body: await proofOf(factors, values) });
    done(`“${name}” has been removed. It opens nothing any more.`);
  }
  return (
    <li>
      <strong>{name}</strong>
      <span className="hint">{whenOf(passkey)}</span>
      <div className="choices">
        <Button aria-label={`Rename ${name}`} onClick={() => onOpen({ form: 'rename', id })}>
          Rename
        </Button>
        <Button aria-label={`Remove ${name}`} onClick={() => onOpen({ form: 'remove', id })}>
          Remove
        </Button>
      </div>
      {form === 'rename' && (
        <Opened onCancel={() => onOpen(null)}>
          <Form fields={[{ ...NAME, defaultValue: name }]} submitLabel="Keep the name" onSubmit={rename} />
        </Opened>
      )}
      {form === 'remove' && (
        <Opened onCancel={() => onOpen(null)}>
          <Form fields={proofFields(factors)} submitLabel="Remove the passkey" onSubmit={remove} />
        </Opened>
      )}
    </li>
  );
}

const day = (at: string): string => new Date(at).toLocaleDateString();

function whenOf({ createdAt, isBackedUp, lastUsedAt }: Passkey): string {
  const used = lastUsedAt === null ? 'not used yet' : `last used ${day(lastUsedAt)}`;
  return `Added ${day(createdAt)}, ${used}.${isBackedUp ? ' Kept elsewhere too.' : ''}`;
}

/** A form that was asked for by a button: whoever goes on with the keyboard is in it. */
function Opened({ children, onCancel }: { children: ReactNode; onCancel: () => void }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.querySelector('input')?.focus(), []);
  return (
    <div ref={place} className="opened">
      {children}
      <Button onClick={onCancel}>Cancel</Button>
    </div>
  );
}
