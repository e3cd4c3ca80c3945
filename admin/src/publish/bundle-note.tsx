import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Package } from 'lucide-react';
import type { ReactNode } from 'react';
import { api } from '../api/api.ts';
import { useEditor } from '../editor/use-editor.ts';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.ts';
import { openBundlesQuery } from './open-bundles.ts';

/** What the entry is going to be published together with. */
export function BundleNote(): ReactNode {
  const { t } = useLingui();
  const { id: entryId } = useEditor().entry;
  const client = useQueryClient();
  const { data: bundles = [] } = useQuery(openBundlesQuery({ entryId }));
  const takeOut = useMutation({
    mutationFn: async (id: string) => await api.removeFromBundle({ id, entryId }),
    onError: ({ message }) => showToast({ kind: 'problem', text: message }),
    onSettled: () => void client.invalidateQueries({ queryKey: ['bundles'] }),
  });
  return bundles.map(({ id, title }) => (
    <section key={id} className="scheduled-note">
      <Package aria-hidden="true" />
      <div>
        <p>
          <Trans>It is in the bundle “{title}”, and is published with it.</Trans>
        </p>
        <Button
          isBusy={takeOut.isPending}
          aria-label={t`Take it out of “${title}”`}
          onClick={() => takeOut.mutate(id)}
        >
          <Trans>Take it out</Trans>
        </Button>
      </div>
    </section>
  ));
}
