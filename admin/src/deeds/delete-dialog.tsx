import { plural } from '@lingui/core/macro';
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Problem } from '../../../model/api/problem.ts';
import { api } from '../api/api.ts';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { showToast } from '../ui/toast.ts';
import { changeMany } from './change-many.ts';

type Doomed = { id: string; versionId: string };

type DeleteDialogProps = {
  /** In the trash, all of them. */
  entries: readonly Doomed[];
  /** Of the one, where there is one. */
  title: string | null;
  /** None of them is there any more. */
  onDone: () => void;
  onLeave: () => void;
};

/** Asks before entries are gone with all their versions; and once more where others refer to them. */
export function DeleteDialog({ entries, onDone, onLeave, title }: DeleteDialogProps): ReactNode {
  const { t } = useLingui();
  const { count, error, isBusy, isReferenced, problems, progress, remove } = useDeletion({
    entries,
    onDone,
    title,
  });
  return (
    <AskDialog
      title={title === null ? t`Delete them for good?` : t`Delete “${title}” for good?`}
      isLoud
      onCancel={onLeave}
      choices={
        <>
          <Button onClick={onLeave}>
            <Trans>Keep in the trash</Trans>
          </Button>
          {(problems.length === 0 || isReferenced || error !== null) && (
            <Button look="danger" isBusy={isBusy} onClick={remove}>
              {isReferenced ? <Trans>Delete all the same</Trans> : <Trans>Delete for good</Trans>}
            </Button>
          )}
        </>
      }
    >
      {problems.length === 0 ? (
        <p>
          <Plural
            value={count}
            one="The entry goes with all its versions. Nothing brings it back."
            other="# entries go with all their versions. Nothing brings them back."
          />
        </p>
      ) : (
        <>
          <MessageBox
            message={{
              kind: 'problem',
              text: t`These are still there:`,
              details: problems.slice(0, PROBLEMS_SHOWN).map(wordsOf),
            }}
          />
          {problems.length > PROBLEMS_SHOWN && (
            <p>
              <Plural value={problems.length - PROBLEMS_SHOWN} one="… and # more." other="… and # more." />
            </p>
          )}
        </>
      )}
      {isReferenced && (
        <p>
          <Trans>What others say of them leads nowhere once they are gone, until it is mended.</Trans>
        </p>
      )}
      {isBusy && progress > 0 && (
        <p role="status">
          <Trans>
            {progress} of {count} are done.
          </Trans>
        </p>
      )}
      {error !== null && <MessageBox message={{ kind: 'problem', text: error.message }} />}
    </AskDialog>
  );
}

/** Part by part, and what is left of them once more. */
function useDeletion({ entries, onDone, title }: Omit<DeleteDialogProps, 'onLeave'>) {
  const { t } = useLingui();
  const client = useQueryClient();
  const [left, setLeft] = useState<ReadonlyMap<string, { versionId: string }>>(
    new Map(entries.map(({ id, versionId }) => [id, { versionId }])),
  );
  const [progress, setProgress] = useState(0);
  const remove = useMutation({
    mutationFn: async ({ despiteReferences }: { despiteReferences: boolean }) => {
      setProgress(0);
      return await changeMany(left, {
        send: async (part) =>
          (await api.changeEntries({ body: { action: 'delete', entries: [...part], despiteReferences } }))
            .body,
        onProgress: setProgress,
      });
    },
    onSuccess: (changed) => {
      void client.invalidateQueries({ queryKey: ['entries'] });
      setLeft(changed.left);
      if (changed.left.size > 0) return;
      const text = plural(entries.length, {
        one: '# entry is deleted for good.',
        other: '# entries are deleted for good.',
      });
      showToast({ kind: 'done', text: title === null ? text : t`“${title}” is deleted for good.` });
      onDone();
    },
  });
  const count = left.size;
  const { error = remove.error, refused = [] } = remove.data ?? {};
  const problems = refused.map(({ problem }) => problem);
  // Whoever has not been asked about all of them agrees to none of them that others refer to.
  const isReferenced =
    error === null && problems.length > 0 && problems.every(({ code }) => code === 'entry-referenced');
  return {
    count,
    error,
    isBusy: remove.isPending,
    isReferenced,
    problems,
    progress,
    remove: () => remove.mutate({ despiteReferences: isReferenced }),
  };
}

const PROBLEMS_SHOWN = 20;

/** With the names of those that refer to it, where that is why. */
function wordsOf({ detail, referrers }: Problem): string {
  if (!Array.isArray(referrers)) return detail;
  const titles = (referrers as { title?: string }[]).flatMap(({ title }) => title ?? []);
  return titles.length === 0 ? detail : `${detail} (${titles.join(', ')})`;
}
