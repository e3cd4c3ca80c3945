import { useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { MessageBox } from '../ui/message.tsx';
import { Button } from '../ui/button.tsx';

type PasskeyButtonProps = { label: string; isPrimary?: boolean; onUse: () => Promise<void> };

/** The browser asks for the passkey: there is nothing to fill in. */
export function PasskeyButton({ isPrimary = false, label, onUse }: PasskeyButtonProps): ReactNode {
  const [refusal, setRefusal] = useState<ApiError | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function use(): Promise<void> {
    setBusy(true);
    setRefusal(null);
    try {
      await onUse();
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      setRefusal(error);
    } finally {
      setBusy(false);
    }
  }

  return (
    <div className="form">
      {refusal !== null && <MessageBox message={{ kind: 'problem', text: refusal.message }} />}
      <Button
        look={isPrimary ? 'solid' : 'plain'}

        disabled={isBusy}
        onClick={() => void use()}
      >
        {label}
      </Button>
    </div>
  );
}
