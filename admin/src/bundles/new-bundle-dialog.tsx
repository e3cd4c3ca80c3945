import { useLingui } from '@lingui/react/macro';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { api } from '../api/api.ts';
import { bundleQuery } from './bundle-queries.ts';
import { BundleWordsDialog } from './bundle-words-dialog.tsx';

type NewBundleDialogProps = {
  /** What it holds from the beginning. */
  entries: readonly { id: string; action?: 'publish' | 'withdraw' }[];
  onCancel: () => void;
};

/** Makes a bundle, and opens it. */
export function NewBundleDialog({ entries, onCancel }: NewBundleDialogProps): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  return (
    <BundleWordsDialog
      heading={t`New bundle`}
      submitLabel={t`Make the bundle`}
      onCancel={onCancel}
      onSubmit={async (words) => {
        const { body } = await api.createBundle({ body: { ...words, entries: [...entries] } });
        client.setQueryData(bundleQuery(body.id).queryKey, body);
        void client.invalidateQueries({ queryKey: ['bundles', 'list'] });
        await navigate({ to: '/bundles/$bundleId', params: { bundleId: body.id } });
      }}
    />
  );
}
