import type { ReactNode } from 'react';
import type { Session } from '../../../model/api/account.ts';
import type { HalfwaySignIn } from '../../../model/api/second-factor.ts';
import { api } from '../api/api.ts';
import { Form } from '../ui/form.tsx';
import type { FormField, FormValues } from '../ui/form.tsx';
import { Gate } from './gate-frame.tsx';
import { PasskeyButton } from './passkey-button.tsx';
import { canUsePasskeys, showPasskey } from './passkeys.ts';

export const CODE: FormField<'code'> = {
  name: 'code',
  label: 'Code',
  type: 'text',
  autoComplete: 'one-time-code',
  hint: 'What your app shows now, or one of your recovery codes.',
};

const RECOVERY_CODE: FormField<'code'> = { ...CODE, hint: 'One of your recovery codes.' };

/** Whether the right password was not all that it takes. */
export function needsMore(answer: Session | HalfwaySignIn): answer is HalfwaySignIn {
  return 'secondFactors' in answer;
}

type SecondStepProps = { secondFactors: HalfwaySignIn['secondFactors']; onSignedIn: () => void };

export function SecondStep(props: SecondStepProps): ReactNode {
  return (
    <Gate title="One more step">
      <SecondStepForm {...props} />
      <p>
        <a href="/admin/">Start again</a>
      </p>
    </Gate>
  );
}

export function SecondStepForm({ onSignedIn, secondFactors }: SecondStepProps): ReactNode {
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
      {canShowPasskey && <PasskeyButton label="Use a passkey" isPrimary onUse={finishWithPasskey} />}
      <Form
        fields={[secondFactors.includes('totp') ? CODE : RECOVERY_CODE]}
        submitLabel="Go on"
        onSubmit={finish}
      />
    </>
  );
}
