import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import type { Session } from '../../../model/api/account.ts';
import type { HalfwaySignIn } from '../../../model/api/second-factor.ts';
import { api } from '../api/api.ts';
import { Form } from '../ui/form.tsx';
import type { FormValues } from '../ui/form.tsx';
import { useCodeField } from './fields.ts';
import { Gate } from './gate-frame.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { canUsePasskeys, showPasskey } from './passkeys.ts';

/** Whether the right password was not all that it takes. */
export function needsMore(answer: Session | HalfwaySignIn): answer is HalfwaySignIn {
  return 'secondFactors' in answer;
}

type SecondStepProps = { secondFactors: HalfwaySignIn['secondFactors']; onSignedIn: () => void };

export function SecondStep(props: SecondStepProps): ReactNode {
  const { t } = useLingui();
  return (
    <Gate title={t`One more step`}>
      <SecondStepForm {...props} />
      <p>
        <a href="/admin/">{t`Start again`}</a>
      </p>
    </Gate>
  );
}

export function SecondStepForm({ onSignedIn, secondFactors }: SecondStepProps): ReactNode {
  const { t } = useLingui();
  const code = useCodeField();
  async function finish(body: FormValues<'code'>): Promise<void> {
    await api.finishSignIn({ body });
    onSignedIn();
  }
  async function finishWithPasskey(): Promise<void> {
    const passkey = await showPasskey((await api.beginPasskeyStep()).body);
    await api.finishSignInWithPasskey({ body: { passkey } });
    onSignedIn();
  }
  const canShowPasskey = secondFactors.includes('passkey') && canUsePasskeys();
  return (
    <>
      {canShowPasskey && <PasskeyButton label={t`Use a passkey`} isPrimary onUse={finishWithPasskey} />}
      <Form
        fields={[secondFactors.includes('totp') ? code : { ...code, hint: t`One of your recovery codes.` }]}
        submitLabel={t`Go on`}
        onSubmit={finish}
      />
    </>
  );
}
