import type { ReactNode } from 'react';
import type { SecondFactors } from '../../../model/api/second-factor.ts';
import { api } from '../api/api.ts';
import { proofFields, proofOf } from './factor-proof.ts';
import { Form } from '../ui/form.tsx';
import type { FormValues } from '../ui/form.tsx';

type RecoverySectionProps = {
  factors: SecondFactors;
  onChanged: (recoveryCodes: readonly string[]) => void;
};

/** For when the app and the passkeys are lost. */
export function RecoverySection({ factors, onChanged }: RecoverySectionProps): ReactNode {
  async function renew(values: FormValues<'current' | 'code'>): Promise<void> {
    const body = await proofOf(factors, values);
    onChanged((await api.renewRecoveryCodes({ body })).body.recoveryCodes);
  }
  return (
    <section className="section" aria-labelledby="recovery">
      <h2 id="recovery">Recovery codes</h2>
      <p>Recovery codes left: {factors.recoveryCodesLeft}.</p>
      <details>
        <summary>Make new recovery codes</summary>
        <Form fields={proofFields(factors)} submitLabel="Make new codes" onSubmit={renew} />
      </details>
    </section>
  );
}
