import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { SecondFactors } from '../../../model/api/second-factor.ts';
import { api } from '../api/api.ts';
import { proofOf, useProofFields } from './factor-proof.ts';
import { Form } from '../ui/form.tsx';
import type { FormValues } from '../ui/form.tsx';

type RecoverySectionProps = {
  factors: SecondFactors;
  onChanged: (recoveryCodes: readonly string[]) => void;
};

/** For when the app and the passkeys are lost. */
export function RecoverySection({ factors, onChanged }: RecoverySectionProps): ReactNode {
  const { t } = useLingui();
  const fields = useProofFields(factors);
  async function renew(values: FormValues<'current' | 'code'>): Promise<void> {
    const body = await proofOf(factors, values);
    onChanged((await api.renewRecoveryCodes({ body })).body.recoveryCodes);
  }
  return (
    <section className="section" aria-labelledby="recovery">
      <h2 id="recovery">{t`Recovery codes`}</h2>
      <p>{t`Recovery codes left: ${factors.recoveryCodesLeft}.`}</p>
      <details>
        <summary>{t`Make new recovery codes`}</summary>
        <Form fields={fields} submitLabel={t`Make new codes`} onSubmit={renew} />
      </details>
    </section>
  );
}
