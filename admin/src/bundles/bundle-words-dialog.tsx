import { Trans, useLingui } from '@lingui/react/macro';
import { useId } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { MessageBox } from '../ui/message.tsx';
import { useRefusal } from '../ui/use-refusal.ts';
import '../ui/form.css';

type Words = { title: string; note: string };

type BundleWordsDialogProps = {
  heading: string;
  submitLabel: string;
  words?: Words;
  onSubmit: (words: Words) => Promise<void>;
  onCancel: () => void;
};

/** What a bundle is called, and what others should know of it. */
export function BundleWordsDialog(props: BundleWordsDialogProps): ReactNode {
  const { heading, onCancel, onSubmit, submitLabel, words = { title: '', note: '' } } = props;
  const { t } = useLingui();
  const id = useId();
  const { isBusy, refusal, run } = useRefusal();
  const titleProblem = refusal?.issues.find(({ path }) => path === 'title')?.message;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const typed = { title: textOf(data.get('title')), note: textOf(data.get('note')) };
    void run(async () => await onSubmit(typed));
  };
  return (
    <FormDialog title={heading} onCancel={onCancel}>
      <form className="form" onSubmit={submit}>
        {refusal !== null && titleProblem === undefined && (
          <MessageBox message={{ kind: 'problem', text: refusal.message }} />
        )}
        <div className="field">
          <label htmlFor={`${id}-title`}>
            <Trans>Title</Trans>
          </label>
          <input
            id={`${id}-title`}
            name="title"
            required
            defaultValue={words.title}
            placeholder={t`Summer issue`}
            aria-invalid={titleProblem !== undefined}
            aria-describedby={titleProblem === undefined ? undefined : `${id}-problem`}
          />
          {titleProblem !== undefined && (
            <span id={`${id}-problem`} className="field-problem">
              {titleProblem}
            </span>
          )}
        </div>
        <div className="field">
          <label htmlFor={`${id}-note`}>
            <Trans>Note (optional)</Trans>
          </label>
          <textarea id={`${id}-note`} name="note" rows={3} defaultValue={words.note} />
        </div>
        <div className="choices">
          <Button onClick={onCancel}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="solid" type="submit" isBusy={isBusy}>
            {submitLabel}
          </Button>
        </div>
      </form>
    </FormDialog>
  );
}

function textOf(value: FormDataEntryValue | null): string {
  return typeof value === 'string' ? value : '';
}
