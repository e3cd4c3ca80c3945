import { t } from '@lingui/core/macro';
import { api } from '../api/api.ts';
import { showToast } from '../ui/toast.ts';

type PutBack = {
  id: string;
  /** The withdrawal that went with it; null: it was not public. */
  seq: number | null;
  /** To where it is published. */
  onPublish: () => void;
};

/** Out of the trash, and to where it was: what was public is public again. Says what has become of it, and never fails. */
export async function putBack({ id, onPublish, seq }: PutBack): Promise<void> {
  try {
    const { draftVersionId } = (await api.readEntry({ id })).body;
    await api.restoreEntry({ id, ifMatch: draftVersionId });
  } catch (error) {
    return showToast({ kind: 'problem', text: t`It is still in the trash.`, details: textOf(error) });
  }
  if (seq === null) return showToast({ kind: 'done', text: t`It is back.` });
  try {
    await api.revertPublication({ seq });
    return showToast({ kind: 'done', text: t`It is back, and public as it was.` });
  } catch (error) {
    return showToast({
      kind: 'problem',
      text: t`It is back as a draft: visitors do not see it.`,
      details: textOf(error),
      action: { label: t`Publish …`, onAct: onPublish },
    });
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
