import { useState } from 'react';
import type { ReactNode } from 'react';
import type { SecondFactors, TotpEnrolment } from '../../../model/api/second-factor.ts';
import { api } from '../api/api.ts';
import { proofFields, proofOf } from './factor-proof.ts';
import { Form } from '../ui/form.tsx';
import type { FormValues } from '../ui/form.tsx';
import { QrCode } from './qr-code.tsx';
import { CODE } from '../sign-in/second-step.tsx';

type SectionProps = {
  factors: SecondFactors;
  /** With the recovery codes that were made, if any were. */
  onChanged: (recoveryCodes: readonly string[]) => void;
};

export function TotpSection({ factors, onChanged }: SectionProps): ReactNode {
  return (
    <section className="section" aria-labelledby="totp">
      <h2 id="totp">Codes of an app</h2>
      {factors.totp === null ? (
        <SetUp factors={factors} onChanged={onChanged} />
      ) : (
        <InUse since={factors.totp.since} factors={factors} onChanged={onChanged} />
      )}
    </section>
  );
}

function SetUp({ factors, onChanged }: SectionProps): ReactNode {
  const [enrolment, setEnrolment] = useState<TotpEnrolment | null>(null);
  async function enrol(values: FormValues<'current' | 'code'>): Promise<void> {
    setEnrolment((await api.enrolTotp({ body: await proofOf(factors, values) })).body);
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
        <Form key="enrol" fields={proofFields(factors)} submitLabel="Set up an app" onSubmit={enrol} />
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

function InUse({ factors, onChanged, since }: SectionProps & { since: string }): ReactNode {
  async function disable(values: FormValues<'current' | 'code'>): Promise<void> {
    await api.disableTotp({ body: await proofOf(factors, values) });
    onChanged([]);
  }
  return (
    <>
      <p>In use since {new Date(since).toLocaleDateString()}.</p>
      <details>
        <summary>Take the app away</summary>
        <Form fields={proofFields(factors)} submitLabel="Take it away" onSubmit={disable} />
      </details>
    </>
  );
}
