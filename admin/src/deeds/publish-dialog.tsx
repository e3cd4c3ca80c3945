import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import type { EntrySummary } from '../../../model/api/entry.ts';
import { contentModelQuery } from '../api/queries.ts';
import { entryTitle } from '../content/entry-title.ts';
import { fieldLabel } from '../content/field-label.ts';
import { inWords } from '../issues/issue-words.ts';
import type { Plan } from '../publish/plan.ts';
import { HeldNote } from '../releases/held-note.tsx';
import { pinQuery } from '../releases/release-queries.ts';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import { problemLines } from '../ui/problem-lines.ts';
import { draftPlanQuery } from './draft-plan.ts';

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

/** More than this are as good as a number. */
const PATHS_SHOWN = 6;

type PlannedProps = { plan: Plan; ownPath: string | null };

function Planned({ ownPath, plan: { deadLinks, failures, pages } }: PlannedProps): ReactNode {
  const { t } = useLingui();
  const isHeld = useQuery(pinQuery).data != null;
  if (failures.length > 0) {
    const details = failures.map(({ message, path }) => `${path}: ${message}`);
    const text = t`The templates cannot show this, so that it cannot be published:`;
    return <MessageBox message={{ kind: 'problem', text, details }} />;
  }
  const words = { created: t`New`, changed: t`Changed`, removed: t`Removed` };
  const count = pages.length;
  const dead = deadLinks.filter(({ isNew }) => isNew).length;
  return (
    <>
      <p>
        {count === 0 ? (
          <Trans>No address changes</Trans>
        ) : isHeld ? (
          <Plural value={count} one="# address changes." other="# addresses change." />
        ) : (
          <Plural
            value={count}
            one="Visitors see it at once: # address changes."
            other="Visitors see it at once: # addresses change."
          />
        )}
      </p>
      <ul>
        {sorted(pages, ownPath)
          .slice(0, PATHS_SHOWN)
          .map(({ change, path }) => (
            <li key={path}>
              {words[change]}: {path}
            </li>
          ))}
        {pages.length > PATHS_SHOWN && (
          <li>
            <Plural value={pages.length - PATHS_SHOWN} one="… and # more." other="… and # more." />
          </li>
        )}
      </ul>
      {dead > 0 && (
        <p>
          <Plural
            value={dead}
            one="# link would lead nowhere. You are asked about it."
            other="# links would lead nowhere. You are asked about them."
          />
        </p>
      )}
    </>
  );
}

/** Its own page, those that are new, and then pages before feeds and pictures. */
function sorted(pages: Plan['pages'], ownPath: string | null): Plan['pages'] {
  const rank = ({ change, path }: Plan['pages'][number]): number =>
    Number(path !== ownPath) * 4 + Number(change !== 'created') * 2 + Number(!path.endsWith('/'));
  return pages.toSorted((a, b) => rank(a) - rank(b));
}
