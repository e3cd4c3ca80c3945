import type { ReactNode } from 'react';
import type { Session } from '../../model/api/account.ts';
import type { HalfwaySignIn } from '../../model/api/second-factor.ts';
import { api } from './api.ts';
import { Form } from './form.tsx';
import type { FormField, FormValues } from './form.tsx';
import { Gate } from './gate-frame.tsx';

export const CODE: FormField<'code'> = {
  name: 'code',
  label: 'Code',
  type: 'text',
  autoComplete: 'one-time-code',
  hint: 'What your app shows now, or one of your recovery codes.',
};

/** Whether the right password was not all that it takes. */
export function needsCode(answer: Session | HalfwaySignIn): answer is HalfwaySignIn {
  return 'secondFactors' in answer;
}

export function SecondStep({ onSignedIn }: { onSignedIn: () => void }): ReactNode {
  async function finish(body: FormValues<'code'>): Promise<void> {
    await api.finishSignIn({ body });
    onSignedIn();
  }
  return (
    <Gate title="One more step">
      <Form fields={[CODE]} submitLabel="Go on" onSubmit={finish} />
      <p>
        <a href="/admin/">Start again</a>
      </p>
    </Gate>
  );
}
