import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { Ellipsis, PencilLine, Trash2 } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import type { Bundle } from '../../../model/api/bundle.ts';
import { api } from '../api/api.ts';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { MenuButton } from '../ui/menu.tsx';
import { showToast } from '../ui/toast.ts';
import { bundleQuery } from './bundle-queries.ts';
import { BundleWordsDialog } from './bundle-words-dialog.tsx';

/** What it is called, and its end. */
export function BundleMenu({ bundle }: { bundle: Bundle }): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [asked, setAsked] = useState<'words' | 'end' | null>(null);
  const { id, note, title } = bundle;
  const end = useMutation({
    mutationFn: async () => await api.deleteBundle({ id }),
    onError: ({ message }) => showToast({ kind: 'problem', text: message }),
    onSuccess: async () => {
      await navigate({ to: '/bundles' });
      client.removeQueries({ queryKey: bundleQuery(id).queryKey });
      await client.invalidateQueries({ queryKey: ['bundles'] });
      showToast({ kind: 'done', text: t`The bundle was deleted. Its entries stay as they are.` });
    },
    onSettled: () => setAsked(null),
  });
  return (
    <>
      <MenuButton
        label={t`More`}
        icon={<Ellipsis aria-hidden="true" />}
        choices={[
          {
            id: 'words',
            label: t`Title and note …`,
            icon: <PencilLine aria-hidden="true" />,
            onChoose: () => setAsked('words'),
          },
          {
            id: 'end',
            label: t`Delete the bundle …`,
            icon: <Trash2 aria-hidden="true" />,
            onChoose: () => setAsked('end'),
            isDangerous: true,
            isDisabled: bundle.state === 'scheduled',
          },
        ]}
      />
      {asked === 'words' && (
        <BundleWordsDialog
          heading={t`Title and note`}
          submitLabel={t`Save`}
          words={{ title, note }}
          onCancel={() => setAsked(null)}
          onSubmit={async (words) => {
            const { body } = await api.changeBundle({ id, body: words });
            client.setQueryData(bundleQuery(id).queryKey, body);
            void client.invalidateQueries({ queryKey: ['bundles', 'list'] });
            setAsked(null);
          }}
        />
      )}
      {asked === 'end' && (
        <EndDialog
          title={title}
          isBusy={end.isPending}
          onCancel={() => setAsked(null)}
          onConfirm={() => end.mutate()}
        />
      )}
    </>
  );
}

type EndDialogProps = { title: string; isBusy: boolean; onCancel: () => void; onConfirm: () => void };

function EndDialog({ isBusy, onCancel, onConfirm, title }: EndDialogProps): ReactNode {
  const { t } = useLingui();
  return (
    <AskDialog
      title={t`Delete “${title}”?`}
      onCancel={onCancel}
      choices={
        <>
          <Button onClick={onCancel}>
            <Trans>Cancel</Trans>
          </Button>
          <Button look="danger" isBusy={isBusy} onClick={onConfirm}>
            <Trans>Delete</Trans>
          </Button>
        </>
      }
    >
      <p>
        <Trans>Its entries stay as they are, and so does what was published.</Trans>
      </p>
    </AskDialog>
  );
}
