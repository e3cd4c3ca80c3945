import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useId } from 'react';
import type { FormEvent, ReactNode } from 'react';
import { api } from '../api/api.ts';
import { momentInFull } from '../i18n/when.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { MessageBox } from '../ui/message.tsx';
import { showToast } from '../ui/toast.ts';
import type { HeldBack } from './brought-by.ts';
import type { ReleaseSummary } from './release-queries.ts';
import { useItemNames } from './use-item-names.ts';
import '../ui/form.css';

type RollbackDialogProps = {
  release: ReleaseSummary;
  held: HeldBack;
  onEnd: () => void;
};

const TITLES_SHOWN = 8;

/** Says what going back means, and asks why: others wonder later. */
export function RollbackDialog({ held, onEnd, release }: RollbackDialogProps): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const id = useId();
  const { number } = release;
  const rollBack = useMutation({
    mutationFn: async (reason: string) => await api.rollBackToRelease({ number, body: { reason } }),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['releases'] });
      showToast({ kind: 'done', text: t`Asked for: the site follows in a moment.` });
      onEnd();
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = new FormData(event.currentTarget).get('reason');
    rollBack.mutate(typeof reason === 'string' ? reason.trim() : '');
  };
  const when = momentInFull(release.finishedAt ?? release.createdAt);
  return (
    <FormDialog title={t`Roll the site back to release ${number}?`} onCancel={onEnd}>
      <form className="form" onSubmit={submit}>
        {rollBack.error !== null && (
          <MessageBox message={{ kind: 'problem', text: rollBack.error.message }} />
        )}
        <p>
          <Trans>
            Visitors get the site as it was at {when}, and it is held there: what is published from now on
            waits until somebody resumes. Withdrawals apply all the same, and what was withdrawn or taken down
            since does not come back.
          </Trans>
        </p>
        <Taken held={held} />
        <div className="field">
          <label htmlFor={id}>
            <Trans>Why</Trans>
          </label>
          <input id={id} name="reason" required maxLength={REASON_LENGTH_MAX} autoComplete="off" />
        </div>
        <div className="choices">
          <Button onClick={onEnd}>
            <Trans>Leave it as it is</Trans>
          </Button>
          <Button look="danger" type="submit" isBusy={rollBack.isPending}>
            <Trans>Roll back</Trans>
          </Button>
        </div>
      </form>
    </FormDialog>
  );
}

/** What visitors have now and will not have then. */
function Taken({ held: { isAll, publications } }: { held: HeldBack }): ReactNode {
  const titles = useItemNames()(publications);
  const count = publications.length;
  if (count === 0) return null;
  return (
    <div>
      <p>
        {isAll ? (
          <Plural
            value={count}
            one="# publication is taken from the visitors:"
            other="# publications are taken from the visitors:"
          />
        ) : (
          <Trans>More than {count} publications are taken from the visitors:</Trans>
        )}
      </p>
      <ul className="rollback-titles">
        {titles.slice(0, TITLES_SHOWN).map((title) => (
          <li key={title}>{title}</li>
        ))}
        {titles.length > TITLES_SHOWN && <li>…</li>}
      </ul>
    </div>
  );
}

const REASON_LENGTH_MAX = 1_000;
