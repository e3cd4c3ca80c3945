import { useState } from 'react';
import type { ReactNode } from 'react';
import type { SecondFactors, TotpEnrolment } from '../../model/api/second-factor.ts';
import { api } from './api.ts';
import { Form } from './form.tsx';
import type { FormField, FormValues } from './form.tsx';
import { QrCode } from './qr-code.tsx';
import { CODE } from './second-step.tsx';

const CURRENT: FormField<'current'> = {
  name: 'current',
  label: 'Your password',
  type: 'password',
  autoComplete: 'current-password',
};

type SectionProps = {
  factors: SecondFactors;
  /** With the recovery codes that were made, if any were. */
  onChanged: (recoveryCodes: readonly string[]) => void;
};

export function TotpSection({ factors, onChanged }: SectionProps): ReactNode {
  return (
    <section className="card section" aria-labelledby="totp">
      <h2 id="totp">Codes of an app</h2>
      {factors.totp === null ? (
        <SetUp onChanged={onChanged} />
      ) : (
        <InUse since={factors.totp.since} left={factors.recoveryCodesLeft} onChanged={onChanged} />
      )}
    </section>
  );
}

function SetUp({ onChanged }: Pick<SectionProps, 'onChanged'>): ReactNode {
  const [enrolment, setEnrolment] = useState<TotpEnrolment | null>(null);
  async function enrol(body: FormValues<'current'>): Promise<void> {
    setEnrolment((await api.enrolTotp({ body })).body);
  }
  async function confirm(body: FormValues<'code'>): Promise<void> {
    onChanged((await api.confirmTotp({ body })).body.recoveryCodes);
  }
  if (enrolment === null)
    return (
      <>
        <p>
          Whoever signs in as you is asked for a code that an app on your telephone shows, besides your
          password. Setting it up signs you out everywhere else.
        </p>
        <Form key="enrol" fields={[CURRENT]} submitLabel="Set up an app" onSubmit={enrol} />
      </>
    );
  return (
    <>
      <p>
        Read this picture with your app, or type the key below it into the app, or{' '}
        <a href={enrolment.uri}>open it on this machine</a>. Then type the code that the app shows.
      </p>
      <QrCode text={enrolment.uri} label="QR code for your app. It holds the key that is written below it." />
      <p>
        <code className="secret">{enrolment.secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      <Form
        key="confirm"
        fields={[{ ...CODE, hint: 'What your app shows now.' }]}
        submitLabel="Confirm"
        onSubmit={confirm}
      />
    </>
  );
}

type InUseProps = Pick<SectionProps, 'onChanged'> & { since: string; left: number };

function InUse({ left, onChanged, since }: InUseProps): ReactNode {
  async function renew(body: FormValues<'current' | 'code'>): Promise<void> {
    onChanged((await api.renewRecoveryCodes({ body })).body.recoveryCodes);
  }
  async function disable(body: FormValues<'current' | 'code'>): Promise<void> {
    await api.disableTotp({ body });
    onChanged([]);
  }
  return (
    <>
      <p>
        In use since {new Date(since).toLocaleDateString()}. Recovery codes left: {left}.
      </p>
      <details>
        <summary>Make new recovery codes</summary>
        <Form fields={[CURRENT, CODE]} submitLabel="Make new codes" onSubmit={renew} />
      </details>
      <details>
        <summary>Take the app away</summary>
        <Form fields={[CURRENT, CODE]} submitLabel="Take it away" onSubmit={disable} />
      </details>
    </>
  );
}
