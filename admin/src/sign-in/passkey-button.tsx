import type { ReactNode } from 'react';
import { MessageBox } from '../ui/message.tsx';
import { useRefusal } from '../ui/use-refusal.ts';
import { Button } from '../ui/button.tsx';

type PasskeyButtonProps = { label: string; isPrimary?: boolean; onUse: () => Promise<void> };

/** The browser asks for the passkey: there is nothing to fill in. */
export function PasskeyButton({ isPrimary = false, label, onUse }: PasskeyButtonProps): ReactNode {
  const { isBusy, refusal, run } = useRefusal();
  return (
    <div className="form">
      {refusal !== null && <MessageBox message={{ kind: 'problem', text: refusal.message }} />}
      <Button look={isPrimary ? 'solid' : 'plain'} disabled={isBusy} onClick={() => void run(onUse)}>
        {label}
      </Button>
    </div>
  );
}
