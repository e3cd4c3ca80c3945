import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import type { EntrySummary } from '../../../model/api/entry.ts';
import { contentModelQuery } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import { fieldLabel } from '../content/field-label.ts';
import { inWords } from '../issues/issue-words.ts';
import { HeldNote } from '../releases/held-note.tsx';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { problemLines } from '../ui/problem-lines.ts';
import { draftPlanQuery } from './draft-plan.ts';
import { Planned } from './planned.tsx';

type PublishDialogProps = { entry: EntrySummary; onConfirm: () => void; onCancel: () => void };

/** Asks before something goes live, and says at which addresses. */
export function PublishDialog({ entry, onCancel, onConfirm }: PublishDialogProps): ReactNode {
  const { t } = useLingui();
  const title = entryTitle(entry);
  const plan = useQuery(draftPlanQuery(entry));
  const isRefused = isRefusal(plan.error) || (plan.data?.failures.length ?? 0) > 0;
  return (
    <AskDialog
      title={t`Publish “${title}”?`}
      onCancel={onCancel}
      choices={
        <>
          <Button onClick={onCancel}>
            <Trans>Cancel</Trans>
          </Button>
          <Link
            to="/content/$collection/$entryId"
            params={{ collection: entry.collection, entryId: entry.id }}
            search={{ panel: 'publish' }}
            className="button plain"
          >
            {isRefused ? <Trans>Mend it …</Trans> : <Trans>Look at every change …</Trans>}
          </Link>
          {!isRefused && (
            <Button look="solid" isBusy={plan.isPending} onClick={onConfirm}>
              <Trans>Publish</Trans>
            </Button>
          )}
        </>
      }
    >
      <HeldNote />
      {plan.isPending && (
        <p role="status">
          <Trans>Looking at what it changes …</Trans>
        </p>
      )}
      {plan.error !== null && <PlanError error={plan.error} collection={entry.collection} />}
      {plan.data !== undefined && <Planned plan={plan.data} ownPath={entry.livePath} />}
    </AskDialog>
  );
}

function isRefusal(error: Error | null): boolean {
  return error instanceof ApiError && error.issues.length > 0;
}

function PlanError({ collection, error }: { collection: string; error: Error }): ReactNode {
  const { data: model = null } = useQuery(contentModelQuery);
  const issues = error instanceof ApiError ? inWords(error.issues) : [];
  const details = problemLines(issues, (path) => fieldLabel(model, collection, path));
  return <MessageBox message={{ kind: 'problem', text: error.message, details }} />;
}
