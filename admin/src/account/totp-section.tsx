import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { SecondFactors, TotpEnrolment } from '../../../model/api/second-factor.ts';
import { api } from '../api/api.ts';
import { proofOf, useProofFields } from './factor-proof.ts';
import { Form } from '../ui/form.tsx';
import type { FormValues } from '../ui/form.tsx';
import { QrCode } from './qr-code.tsx';
import { useCodeField } from '../sign-in/fields.ts';

type SectionProps = {
  factors: SecondFactors;
  /** With the recovery codes that were made, if any were. */
  onChanged: (recoveryCodes: readonly string[]) => void;
};

export function TotpSection({ factors, onChanged }: SectionProps): ReactNode {
  const { t } = useLingui();
  return (
    <section className="section" aria-labelledby="totp">
      <h2 id="totp">{t`Codes of an app`}</h2>
      {factors.totp === null ? (
        <SetUp factors={factors} onChanged={onChanged} />
      ) : (
        <InUse since={factors.totp.since} factors={factors} onChanged={onChanged} />
      )}
    </section>
  );
}

function SetUp({ factors, onChanged }: SectionProps): ReactNode {
  const { t } = useLingui();
  const code = useCodeField();
  const fields = useProofFields(factors);
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
          {t`Whoever signs in as you is asked for a code that an app on your telephone shows, besides your password. Setting it up signs you out everywhere else.`}
        </p>
        <Form key="enrol" fields={fields} submitLabel={t`Set up an app`} onSubmit={enrol} />
      </>
    );
  return (
    <>
      <p>
        <Trans>
          Read this picture with your app, or type the key below it into the app, or{' '}
          <a href={enrolment.uri}>open it on this machine</a>. Then type the code that the app shows.
        </Trans>
      </p>
      <QrCode
        text={enrolment.uri}
        label={t`QR code for your app. It holds the key that is written below it.`}
      />
      <p>
        <code className="secret">{enrolment.secret.match(/.{1,4}/g)?.join(' ')}</code>
      </p>
      <Form
        key="confirm"
        fields={[{ ...code, hint: t`What your app shows now.` }]}
        submitLabel={t`Confirm`}
        onSubmit={confirm}
      />
    </>
  );
}

function InUse({ factors, onChanged, since }: SectionProps & { since: string }): ReactNode {
  const { i18n, t } = useLingui();
  const fields = useProofFields(factors);
  const day = i18n.date(new Date(since));
  async function disable(values: FormValues<'current' | 'code'>): Promise<void> {
    await api.disableTotp({ body: await proofOf(factors, values) });
    onChanged([]);
  }
  return (
    <>
      <p>{t`In use since ${day}.`}</p>
      <details>
        <summary>{t`Take the app away`}</summary>
        <Form fields={fields} submitLabel={t`Take it away`} onSubmit={disable} />
      </details>
    </>
  );
}
