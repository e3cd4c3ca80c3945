import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useEffectEvent, useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { api } from '../api/api.ts';
import { brokenLinksIn, type Refused } from '../content/refused-links.ts';
import type { EntryDeed } from '../editor/entry-deed.ts';
import { useEditor } from '../editor/use-editor.ts';
import { showToast } from '../ui/toast.ts';
import { BrokenLinksDialog } from './broken-links-dialog.tsx';
import { putBack as putBackEntry } from './put-back.ts';
import { WithdrawDialog } from './withdraw-dialog.tsx';

type EntryDeedsProps = { deed: EntryDeed; onLeave: () => void };

/** Does what was asked for with the entry that is open, after the questions that it takes. */
export function EntryDeeds({ deed, onLeave }: EntryDeedsProps): ReactNode {
  const { entry, model } = useEditor();
  const duplicate = useDuplicate(onLeave);
  const { leave, question, trash } = useTrash(onLeave);
  const begin = useEffectEvent((): void => {
    if (deed === 'duplicate') duplicate();
    else trash();
  });
  useEffect(() => begin(), []);
  if (question === null) return null;
  if (question !== 'visitors')
    return <BrokenLinksDialog refused={question} onConfirm={() => trash('anyway')} onCancel={leave} />;
  return (
    <WithdrawDialog
      entry={entry}
      isSingle={model.collections[entry.collection]?.single === true}
      isTrashed
      onConfirm={() => trash('asked')}
      onCancel={leave}
    />
  );
}

function useDuplicate(onLeave: () => void): () => void {
  const { t } = useLingui();
  const { desk, entry } = useEditor();
  const navigate = useNavigate();
  const { collection, id } = entry;
  const duplicate = useMutation({
    mutationFn: async () => {
      await desk.keeper.flush();
      return (await api.duplicateEntry({ id })).body;
    },
    onSuccess: async (copy) => {
      await navigate({ to: '/content/$collection/$entryId', params: { collection, entryId: copy.id } });
      showToast({ kind: 'done', text: t`This is the copy.` });
    },
    onError: sayError,
    onSettled: onLeave,
  });
  return () => duplicate.mutate();
}

type Trash = {
  /** What somebody has to decide on first: that visitors lose it, or that links lead nowhere then. */
  question: 'visitors' | Refused<'trash'> | null;
  /** `anyway`: although links lead nowhere then. */
  trash: (consent?: 'asked' | 'anyway') => void;
  leave: () => void;
};

function useTrash(onLeave: () => void): Trash {
  const { t } = useLingui();
  const { desk, entry } = useEditor();
  const navigate = useNavigate();
  const [question, setQuestion] = useState<Trash['question']>(null);
  const { collection, id, publishedVersionId } = entry;
  const move = useMutation({
    mutationFn: async (links: 'anyway' | undefined) => {
      await desk.keeper.flush();
      return (await api.trashEntry({ id, ifMatch: desk.keeper.versionId(), query: { links } })).body;
    },
    onSuccess: async ({ publication }) => {
      await navigate({ to: '/content/$collection', params: { collection } });
      const onPublish = (): void =>
        void navigate({
          to: '/content/$collection/$entryId',
          params: { collection, entryId: id },
          search: { panel: 'publish' },
        });
      const putBack = async (): Promise<void> =>
        await putBackEntry({ id, seq: publication?.seq ?? null, onPublish });
      showToast({
        kind: 'done',
        text: publication === null ? t`It is in the trash.` : t`It is in the trash, and leaves the site.`,
        action: { label: t`Put it back`, onAct: () => void putBack().catch(sayError) },
      });
    },
    onError: (error) => {
      const broken = error instanceof ApiError ? brokenLinksIn(error) : null;
      if (broken !== null) return setQuestion({ entry, action: 'trash', ...broken });
      sayError(error);
      return onLeave();
    },
  });
  return {
    question,
    trash: (consent) => {
      if (consent === undefined && publishedVersionId !== null) return setQuestion('visitors');
      setQuestion(null);
      return move.mutate(consent === 'anyway' ? 'anyway' : undefined);
    },
    leave: () => {
      setQuestion(null);
      onLeave();
    },
  };
}

function sayError({ message }: Error): void {
  showToast({ kind: 'problem', text: message });
}
