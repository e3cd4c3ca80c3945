import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { api } from '../api/api.ts';
import { entryQuery } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import { momentInFull } from '../i18n/when.ts';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.ts';
import { useEditor } from '../editor/use-editor.ts';
import { useMay } from '../editor/use-may.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import '../editor/recovery-notice.css';

/** Why nothing can be typed, and the two ways out of the trash. */
export function TrashedNotice(): ReactNode {
  const { t } = useLingui();
  const { entry } = useEditor();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isDeleting, setDeleting] = useState(false);
  const mayRestore = useMay('entry.trash');
  const mayDelete = useMay('entry.delete');
  const { collection, draftVersionId, id, trashedAt } = entry;
  const params = { collection, entryId: id };
  const restore = useMutation({
    mutationFn: async () => (await api.restoreEntry({ id, ifMatch: draftVersionId })).body,
    onSuccess: async (restored) => {
      client.setQueryData(entryQuery(id).queryKey, restored);
      await client.invalidateQueries({ queryKey: ['entries'] });
      showToast({
        kind: 'done',
        text: t`It is back, as a draft: visitors see it once it is published.`,
        action: {
          label: t`Publish …`,
          onAct: () =>
            void navigate({ to: '/content/$collection/$entryId', params, search: { panel: 'publish' } }),
        },
      });
    },
    onError: ({ message }) => showToast({ kind: 'problem', text: message }),
  });
  const since = momentInFull(trashedAt ?? '');
  return (
    <section className="notice lost-words" aria-label={t`In the trash`}>
      <p>
        <Trans>
          In the trash since {since}. Visitors do not see it, and nothing can be changed until it is restored.
        </Trans>
      </p>
      <div className="lost-choices">
        {mayRestore && (
          <Button isBusy={restore.isPending} onClick={() => restore.mutate()}>
            <Trans>Restore</Trans>
          </Button>
        )}
        {mayDelete && (
          <Button look="quiet" onClick={() => setDeleting(true)}>
            <Trans>Delete for good …</Trans>
          </Button>
        )}
      </div>
      {isDeleting && (
        <DeleteDialog
          entries={[{ id, versionId: draftVersionId }]}
          title={entryTitle(entry)}
          onDone={() => void navigate({ to: '/content/$collection', params, search: { state: 'trashed' } })}
          onLeave={() => setDeleting(false)}
        />
      )}
    </section>
  );
}
