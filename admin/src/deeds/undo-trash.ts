import { plural, t } from '@lingui/core/macro';
import { api } from '../api/api.ts';
import { showToast } from '../ui/toast.ts';
import { inWords } from '../problems/explain.ts';
import { changeMany, type Changed } from './change-many.ts';
import { putBackMany } from './put-back-many.ts';

/** Says that they are in the trash, with the way back for all of them. */
export function offerUndo(trashed: readonly Changed[], onUndone: () => void): void {
  const count = trashed.length;
  if (count === 0) return;
  const text = plural(count, {
    one: '# entry is in the trash.',
    other: '# entries are in the trash.',
  });
  const undo = async (): Promise<void> => {
    try {
      await putBack(trashed);
    } finally {
      onUndone();
    }
  };
  showToast({ kind: 'done', text, action: { label: t`Undo`, onAct: () => void undo() } });
}

async function putBack(trashed: readonly Changed[]): Promise<void> {
  const { asDrafts, back, left, reason } = await putBackMany(trashed, {
    restore: async (selected) => {
      const { done, error, refused } = await changeMany(selected, {
        send: async (entries) =>
          (await api.changeEntries({ body: { action: 'restore', entries: [...entries] } })).body,
        onProgress: () => {},
      });
      return { done, reason: error?.message ?? (await refusalOf(refused)) };
    },
    revert: async (seq) => await api.revertPublication({ seq }),
  });
  const lines = [
    back > 0 &&
      plural(back, { one: '# entry is back as it was.', other: '# entries are back as they were.' }),
    asDrafts > 0 &&
      plural(asDrafts, {
        one: '# entry is back as a draft: visitors do not see it.',
        other: '# entries are back as drafts: visitors do not see them.',
      }),
    left > 0 &&
      plural(left, { one: '# entry is still in the trash.', other: '# entries are still in the trash.' }),
  ];
  const text = lines.filter((line) => line !== false).join(' ');
  if (asDrafts + left === 0) showToast({ kind: 'done', text });
  else showToast({ kind: 'problem', text, ...(reason !== null && { details: reason }) });
}

async function refusalOf([first]: Awaited<ReturnType<typeof changeMany>>['refused']): Promise<string | null> {
  if (first === undefined) return null;
  const { code, detail } = first.problem;
  return (await inWords({ code, detail, parts: first.problem })) ?? detail;
}
