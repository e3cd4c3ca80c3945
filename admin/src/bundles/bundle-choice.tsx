import { Trans, useLingui } from '@lingui/react/macro';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { BUNDLE_ENTRIES_MAX } from '../../../model/limits.ts';
import { api } from '../api/api.ts';
import { Button } from '../ui/button.tsx';
import { FormDialog } from '../ui/form-dialog.tsx';
import { MessageBox } from '../ui/message.tsx';
import { showToast } from '../ui/toast.ts';
import { bundlesQuery, type BundleSummary } from './bundle-queries.ts';
import { NewBundleDialog } from './new-bundle-dialog.tsx';
import '../ui/row-list.css';
import './bundle-choice.css';

type BundleChoiceProps = { entryIds: readonly string[]; onDone: () => void; onCancel: () => void };

/** Puts entries into a bundle that is open, or into a new one. */
export function BundleChoice({ entryIds, onCancel, onDone }: BundleChoiceProps): ReactNode {
  const { t } = useLingui();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [isNew, setNew] = useState(false);
  const query = useInfiniteQuery(bundlesQuery({ state: 'open' }));
  const bundles = query.data?.pages.flatMap((page) => page.bundles) ?? [];
  const count = entryIds.length;
  const entries = entryIds.map((id) => ({ id }));
  const add = useMutation({
    mutationFn: async ({ id }: BundleSummary) => await api.addToBundle({ id, body: { entries } }),
    onSuccess: (_, { id, title }) => {
      void client.invalidateQueries({ queryKey: ['bundles'] });
      const onAct = (): void => void navigate({ to: '/bundles/$bundleId', params: { bundleId: id } });
      showToast({ kind: 'done', text: t`Added to “${title}”.`, action: { label: t`Open it`, onAct } });
      onDone();
    },
  });
  const most = BUNDLE_ENTRIES_MAX;
  const isTooMany = count > most;
  const isNone = query.isSuccess && bundles.length === 0;
  if (isNew || (isNone && !isTooMany)) return <NewBundleDialog entries={entries} onCancel={onCancel} />;
  return (
    <FormDialog title={t`Add to bundle`} onCancel={onCancel}>
      {isTooMany && (
        <p className="problem">
          <Trans>
            A bundle holds {most} entries at most, since all of it is published in one moment. You have
            selected {count}: take some away.
          </Trans>
        </p>
      )}
      {add.error !== null && (
        <MessageBox message={{ kind: 'problem', text: add.error.message, details: issuesOf(add.error) }} />
      )}
      {query.error !== null && <MessageBox message={{ kind: 'problem', text: query.error.message }} />}
      {query.isPending && (
        <p role="status">
          <Trans>Loading …</Trans>
        </p>
      )}
      {bundles.length > 0 && (
        <ul className="bundle-choice">
          {bundles.map((bundle) => (
            <li key={bundle.id}>
              <Button isBusy={add.isPending} disabled={isTooMany} onClick={() => add.mutate(bundle)}>
                {bundle.title}
              </Button>
            </li>
          ))}
        </ul>
      )}
      <div className="choices">
        <Button onClick={onCancel}>
          <Trans>Cancel</Trans>
        </Button>
        <Button look="solid" disabled={isTooMany} onClick={() => setNew(true)}>
          <Trans>New bundle</Trans>
        </Button>
      </div>
    </FormDialog>
  );
}

function issuesOf(error: Error): string[] {
  return error instanceof ApiError ? error.issues.map(({ message }) => message) : [];
}
