import { useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { useRefusal } from '../ui/use-refusal.ts';

type ConsentDialogProps = {
  title: string;
  /** What happens. */
  children: ReactNode;
  confirmLabel: string;
  isHarmless?: boolean;
  onConfirm: () => Promise<void>;
  onLeave: () => void;
};

/** Asks, does it, and says why not where it is refused. */
export function ConsentDialog(props: ConsentDialogProps): ReactNode {
  const { children, confirmLabel, isHarmless = false, onConfirm, onLeave, title } = props;
  const { t } = useLingui();
  const { isBusy, refusal, run } = useRefusal();
  const confirm = (): void =>
    void run(async () => {
      await onConfirm();
      onLeave();
    });
  return (
    <AskDialog
      title={title}
      onCancel={onLeave}
      choices={
        <>
          <Button onClick={onLeave}>{t`Cancel`}</Button>
          <Button look={isHarmless ? 'solid' : 'danger'} isBusy={isBusy} onClick={confirm}>
            {confirmLabel}
          </Button>
        </>
      }
    >
      <p>{children}</p>
      {refusal !== null && <MessageBox message={{ kind: 'problem', text: refusal.message }} />}
    </AskDialog>
  );
}
