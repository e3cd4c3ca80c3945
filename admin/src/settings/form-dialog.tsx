import { useLingui } from '@lingui/react/macro';
import { useId, useState } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { problemLines } from '../ui/problem-lines.ts';
import { useRefusal } from '../ui/use-refusal.ts';
import { RefusedPlaces } from './refused-places.ts';
import { useModal } from '../ui/use-modal.ts';
import './form-dialog.css';
import '../ui/form.css';

type FormDialogProps = {
  title: string;
  submitLabel: string;
  /** It closes once this has ended well; what the server refuses stands where it belongs. */
  onSubmit: (data: FormData) => Promise<void>;
  onLeave: () => void;
  children: ReactNode;
};

/** Asks for what is needed to make or change something. */
export function FormDialog({ children, onLeave, onSubmit, submitLabel, title }: FormDialogProps): ReactNode {
  const { t } = useLingui();
  const id = useId();
  const dialog = useModal();
  const { isBusy, refusal, run } = useRefusal();
  const [named, setNamed] = useState<readonly string[]>([]);
  const issues = refusal?.issues ?? [];
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    setNamed(namesIn(event.currentTarget));
    void run(async () => {
      await onSubmit(data);
      onLeave();
    });
  };
  return (
    <dialog ref={dialog} className="form-dialog" aria-labelledby={id} onCancel={onLeave}>
      <form className="form" onSubmit={submit}>
        <h2 id={id}>{title}</h2>
        {refusal !== null && (
          <MessageBox
            message={{
              kind: 'problem',
              text: refusal.message,
              details: problemLines(issues.filter(({ path }) => !named.includes(path))),
            }}
          />
        )}
        <RefusedPlaces value={issues}>{children}</RefusedPlaces>
        <div className="choices">
          <Button onClick={onLeave}>{t`Cancel`}</Button>
          <Button look="solid" type="submit" isBusy={isBusy}>
            {submitLabel}
          </Button>
        </div>
      </form>
    </dialog>
  );
}

/** Of what says itself what was refused of it: nothing is said twice. */
function namesIn(form: HTMLFormElement): string[] {
  const fields = form.querySelectorAll<HTMLInputElement>('.field > :is(input, select)[name]');
  return Array.from(fields, ({ name }) => name);
}
