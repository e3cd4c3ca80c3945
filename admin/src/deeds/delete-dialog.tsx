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
  const client = useQueryClient();
  const [left, setLeft] = useState(entries);
  const remove = useMutation({
    mutationFn: async ({ despiteReferences }: { despiteReferences: boolean }) =>
      (await api.changeEntries({ body: { action: 'delete', entries: [...left], despiteReferences } })).body,
    onSuccess: ({ results }) => {
      void client.invalidateQueries({ queryKey: ['entries'] });
      const kept = new Set(results.flatMap(({ id, problem }) => (problem === null ? [] : [id])));
      setLeft(left.filter(({ id }) => kept.has(id)));
      if (kept.size > 0) return;
      const text = plural(entries.length, {
        one: '# entry is deleted for good.',
        other: '# entries are deleted for good.',
      });
      showToast({ kind: 'done', text: title === null ? text : t`“${title}” is deleted for good.` });
      onDone();
    },
  });
  const problems = remove.data?.results.flatMap(({ problem }) => problem ?? []) ?? [];
  const isReferenced = problems.length > 0 && problems.every(({ code }) => code === 'entry-referenced');
  const despiteReferences = isReferenced;
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
          {(problems.length === 0 || isReferenced) && (
            <Button
              look="danger"
              isBusy={remove.isPending}
              onClick={() => remove.mutate({ despiteReferences })}
            >
              {isReferenced ? <Trans>Delete all the same</Trans> : <Trans>Delete for good</Trans>}
            </Button>
          )}
        </>
      }
    >
      {problems.length === 0 ? (
        <p>
          <Plural
            value={left.length}
            one="The entry goes with all its versions. Nothing brings it back."
            other="# entries go with all their versions. Nothing brings them back."
          />
        </p>
      ) : (
        <MessageBox
          message={{ kind: 'problem', text: t`These are still there:`, details: problems.map(wordsOf) }}
        />
      )}
      {isReferenced && (
        <p>
          <Trans>What others say of them leads nowhere once they are gone, until it is mended.</Trans>
        </p>
      )}
      {remove.error !== null && <MessageBox message={{ kind: 'problem', text: remove.error.message }} />}
    </AskDialog>
  );
}

/** With the names of those that refer to it, where that is why. */
function wordsOf({ detail, referrers }: Problem): string {
  if (!Array.isArray(referrers)) return detail;
  const titles = (referrers as { title?: string }[]).flatMap(({ title }) => title ?? []);
  return titles.length === 0 ? detail : `${detail} (${titles.join(', ')})`;
}
