import { useLingui } from '@lingui/react/macro';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Copy, Ellipsis, SquareArrowOutUpRight, Trash2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { api } from '../api/api.ts';
import { MenuButton } from '../ui/menu.tsx';
import { showToast } from '../ui/toast.ts';
import { useEditor } from './use-editor.ts';

/** What is done with the whole entry. */
export function EntryMenu(): ReactNode {
  const { t } = useLingui();
  const { desk, entry } = useEditor();
  const navigate = useNavigate();
  const { collection, id, livePath } = entry;
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
  const trash = useMutation({
    mutationFn: async () => {
      await desk.keeper.flush();
      return (await api.trashEntry({ id, ifMatch: desk.keeper.versionId() })).body;
    },
    onSuccess: async () => {
      await navigate({ to: '/content/$collection', params: { collection } });
      showToast({
        kind: 'done',
        text: t`It is in the trash.`,
        action: { label: t`Put it back`, onAct: () => void putBack(id).catch(onError) },
      });
    },
    onError,
  });
  return (
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
          onChoose: () => duplicate.mutate(),
        },
        {
          id: 'trash',
          label: t`Move to the trash`,
          icon: <Trash2 aria-hidden="true" />,
          isDangerous: true,
          onChoose: () => trash.mutate(),
        },
      ]}
    />
  );
}

function onError({ message }: Error): void {
  showToast({ kind: 'problem', text: message });
}

async function putBack(id: string): Promise<void> {
  const { draftVersionId } = (await api.readEntry({ id })).body;
  await api.restoreEntry({ id, ifMatch: draftVersionId });
}
