import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Copy, Ellipsis, SquareArrowOutUpRight, Trash2 } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { api } from '../api/api.ts';
import { brokenLinksIn, type Refused } from '../content/refused-links.ts';
import { withWords } from '../i18n/i18n.ts';
import { MenuButton } from '../ui/menu.tsx';
import { showToast } from '../ui/toast.ts';
import { onDeedAsked, type EntryDeed } from './entry-deed.ts';
import { useEditor } from './use-editor.ts';

const WithdrawDialog = lazy(
  withWords('rest', async () => ({ default: (await import('../deeds/withdraw-dialog.tsx')).WithdrawDialog })),
);
const BrokenLinksDialog = lazy(
  withWords('rest', async () => ({
    default: (await import('../deeds/broken-links-dialog.tsx')).BrokenLinksDialog,
  })),
);
const loadPutBack = withWords('rest', () => import('../deeds/put-back.ts'));

/** What is done with the whole entry. */
export function EntryMenu(): ReactNode {
  const { t } = useLingui();
  const { entry, model } = useEditor();
  const { livePath } = entry;
  const duplicate = useDuplicate();
  const { leave, question, trash } = useTrash();
  const deeds: Record<EntryDeed, () => void> = { duplicate, trash: () => trash() };
  const current = useRef(deeds);
  useEffect(() => {
    current.current = deeds;
  });
  useEffect(() => onDeedAsked((deed) => current.current[deed]()), []);
  return (
    <>
      <MenuButton
        label={t`More`}
        icon={<Ellipsis aria-hidden="true" />}
        choices={[
          {
            id: 'site',
            label: t`Show on the site`,
            icon: <SquareArrowOutUpRight aria-hidden="true" />,
            isDisabled: livePath === null,
            onChoose: () => void window.open(livePath ?? '/', '_blank', 'noopener'),
          },
          {
            id: 'duplicate',
            label: t`Make a copy`,
            icon: <Copy aria-hidden="true" />,
            onChoose: deeds.duplicate,
          },
          {
            id: 'trash',
            label: t`Move to the trash`,
            icon: <Trash2 aria-hidden="true" />,
            isDangerous: true,
            onChoose: deeds.trash,
          },
        ]}
      />
      <Suspense>
        {question === 'visitors' && (
          <WithdrawDialog
            entry={entry}
            isSingle={model.collections[entry.collection]?.single === true}
            isTrashed
            onConfirm={() => trash('asked')}
            onCancel={leave}
          />
        )}
        {question !== null && question !== 'visitors' && (
          <BrokenLinksDialog refused={question} onConfirm={() => trash('anyway')} onCancel={leave} />
        )}
      </Suspense>
    </>
  );
}

function useDuplicate(): () => void {
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
    onError,
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

function useTrash(): Trash {
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
        await (await loadPutBack()).putBack({ id, seq: publication?.seq ?? null, onPublish });
      showToast({
        kind: 'done',
        text: publication === null ? t`It is in the trash.` : t`It is in the trash, and leaves the site.`,
        action: { label: t`Put it back`, onAct: () => void putBack().catch(onError) },
      });
    },
    onError: (error) => {
      const broken = error instanceof ApiError ? brokenLinksIn(error) : null;
      if (broken === null) onError(error);
      else setQuestion({ entry, action: 'trash', ...broken });
    },
  });
  return {
    question,
    trash: (consent) => {
      if (consent === undefined && publishedVersionId !== null) return setQuestion('visitors');
      setQuestion(null);
      return move.mutate(consent === 'anyway' ? 'anyway' : undefined);
    },
    leave: () => setQuestion(null),
  };
}

function onError({ message }: Error): void {
  showToast({ kind: 'problem', text: message });
}
