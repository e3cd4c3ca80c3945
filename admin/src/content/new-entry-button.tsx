import { Trans } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Collection } from '../../../model/content-model.ts';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.ts';
import { beginEntry } from './begin-entry.ts';

/** Begins an entry, and opens it. */
export function NewEntryButton({
  collection,
  declared,
}: {
  collection: string;
  declared: Collection;
}): ReactNode {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { isPending, mutate } = useMutation({
    mutationFn: async () => await beginEntry(client, { collection, declared }),
    onError: ({ message }) => showToast({ kind: 'problem', text: message }),
    onSuccess: async (entry) => {
      await navigate({ to: '/content/$collection/$entryId', params: { collection, entryId: entry.id } });
    },
  });
  return (
    <Button look="solid" isBusy={isPending} onClick={() => mutate()}>
      <Plus aria-hidden="true" />
      <Trans>New</Trans>
    </Button>
  );
}
