import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api } from '../api/api.ts';
import { entryQuery } from '../api/queries.ts';
import { useEditor } from '../editor/use-editor.ts';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.ts';
import { PublishError } from '../publish/publish-error.tsx';
import { Differences } from './differences.tsx';
import { comparisonQuery, versionsQuery, type Version } from './versions.ts';

/** What the draft becomes, and only then the deed. The words of now are kept as a version. */
export function RestoreView({ onLeave, version }: { version: Version; onLeave: () => void }): ReactNode {
  const { t } = useLingui();
  const { desk, entry } = useEditor();
  const client = useQueryClient();
  const { draftVersionId, id } = entry;
  const comparison = useQuery(comparisonQuery(id, { from: draftVersionId, to: version.id }));
  const bringBack = async (versionId: string): Promise<void> => {
    await desk.keeper.flush();
    const { body } = await api.restoreVersion({ id, versionId, ifMatch: desk.keeper.versionId() });
    // The desk hears of it, and shows it.
    client.setQueryData(entryQuery(id).queryKey, body);
    await client.invalidateQueries({ queryKey: versionsQuery(id).queryKey });
  };
  const restore = useMutation({
    mutationFn: async () => {
      await desk.keeper.flush();
      const before = desk.keeper.versionId();
      await bringBack(version.id);
      return before;
    },
    onSuccess: (before) => {
      onLeave();
      const undo = async (): Promise<void> => {
        try {
          await bringBack(before);
        } catch (error) {
          showToast({ kind: 'problem', text: String(error) });
        }
      };
      showToast({
        kind: 'done',
        text: t`Version ${version.number} is the draft again.`,
        action: { label: t`Undo`, onAct: () => void undo() },
      });
    },
  });
  const error = restore.error ?? comparison.error;
  const isSame = comparison.data?.differences.length === 0;
  return (
    <div className="history">
      <h3>
        <Trans>Restore version {version.number}?</Trans>
      </h3>
      <p>
        <Trans>
          The draft becomes what it was then, as shown here. What it says now is kept as a version, and
          visitors see nothing of it before it is published.
        </Trans>
      </p>
      {error !== null && <PublishError error={error} />}
      {comparison.data !== undefined && <Differences comparison={comparison.data} />}
      <div className="choices">
        <Button onClick={onLeave}>
          <Trans>Leave it as it is</Trans>
        </Button>
        <Button
          look="solid"
          isBusy={restore.isPending}
          disabled={comparison.data === undefined || isSame}
          onClick={() => restore.mutate()}
        >
          <Trans>Restore</Trans>
        </Button>
      </div>
    </div>
  );
}
