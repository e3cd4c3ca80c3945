import { Plural, Trans } from '@lingui/react/macro';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import type { Desk } from '../editor/desk.ts';
import { useEditor, useLost, useSaveState } from '../editor/use-editor.ts';
import { Button } from '../ui/button.tsx';
import { BarePictures } from './bare-pictures.tsx';
import { canBeDone } from './can-be-done.ts';
import { DeedForm } from './deed-form.tsx';
import { LostNote } from './lost-note.tsx';
import { newlyDead, planQuery, type Resolution, type Wish } from './plan.ts';
import { PublishError } from './publish-error.tsx';
import { useDoIt } from './use-do-it.ts';
import { useMayBreak } from './use-may-break.ts';
import { WhenChoice, type When } from './when-choice.tsx';

type PlanFormProps = { action: Wish['action']; onLeave?: () => void };

/** The plan, what is to be decided about it, and the deed. It follows what is typed. */
export function PlanForm({ action, onLeave }: PlanFormProps): ReactNode {
  const { desk, entry } = useEditor();
  const mayBreak = useMayBreak();
  const [when, setWhen] = useState<When>({ kind: 'now' });
  const [resolve, setResolve] = useState<readonly Resolution[]>([]);
  const isLater = when.kind === 'time';
  const wish: Wish = { action, resolve: isLater ? [] : resolve, at: isLater ? when.at : null };
  const plan = useQuery({
    ...planQuery(desk, { draftVersionId: entry.draftVersionId, wish }),
    placeholderData: keepPreviousData,
  });
  const deed = useDoIt({ wish, when });
  useEffect(() => showBeside(desk, deed.error ?? plan.error), [desk, deed.error, plan.error]);
  const { data } = plan;
  return (
    <DeedForm
      plan={plan}
      deed={deed}
      isLooking={plan.isPending || plan.isPlaceholderData}
      when={when}
      resolve={resolve}
      onResolve={setResolve}
      locale={entry.locale}
      ownPath={entry.path}
      problem={(error) => <PublishError error={error} />}
    >
      <LostNote />
      <BarePictures />
      <div className="publish-deed">
        <WhenChoice when={when} onChoose={setWhen} />
        <div className="choices">
          {onLeave !== undefined && (
            <Button onClick={onLeave}>
              <Trans>Leave it as it is</Trans>
            </Button>
          )}
          <DeedButton
            action={action}
            when={when.kind}
            deadLinks={data === undefined ? 0 : newlyDead(data).length}
            isBusy={deed.isPending || plan.isFetching}
            isReady={canBeDone({ plan, when, mayBreak })}
            onPress={() => data !== undefined && deed.mutate(data)}
          />
        </div>
      </div>
    </DeedForm>
  );
}

/** What the server has found wrong with the entry stands beside its fields, too. */
function showBeside({ fields, issues }: Desk, error: Error | null): void {
  const said = error instanceof ApiError && error.code === 'invalid-input' ? error.issues : [];
  const ofFields = said.filter(({ path }) => Object.hasOwn(fields, path.split(/[.[]/)[0] ?? ''));
  if (ofFields.length > 0) issues.set(ofFields);
}

type DeedButtonProps = {
  action: Wish['action'];
  when: When['kind'];
  deadLinks: number;
  isBusy: boolean;
  isReady: boolean;
  onPress: () => void;
};

/** Says what it does. What is not saved yet is no part of the plan. */
function DeedButton({ action, deadLinks, isBusy, isReady, onPress, when }: DeedButtonProps): ReactNode {
  const isSaved = useSaveState().kind === 'saved';
  const isUndecided = useLost().length > 0 && action === 'publish';
  const isHarmless = when === 'bundle' || (action === 'publish' && deadLinks === 0);
  return (
    <Button
      look={isHarmless ? 'solid' : 'danger'}
      isBusy={isBusy}
      disabled={!isReady || !isSaved || isUndecided}
      onClick={onPress}
    >
      <DeedWords action={action} deadLinks={deadLinks} when={when} />
    </Button>
  );
}

function DeedWords({
  action,
  deadLinks,
  when,
}: Pick<DeedButtonProps, 'action' | 'deadLinks' | 'when'>): ReactNode {
  const isPublish = action === 'publish';
  if (when === 'bundle') return <Trans>Add it to the bundle</Trans>;
  if (when === 'time') return isPublish ? <Trans>Schedule it</Trans> : <Trans>Schedule the withdrawal</Trans>;
  if (deadLinks === 0) return isPublish ? <Trans>Publish now</Trans> : <Trans>Withdraw now</Trans>;
  return isPublish ? (
    <Plural value={deadLinks} one="Publish with # dead link" other="Publish with # dead links" />
  ) : (
    <Plural value={deadLinks} one="Withdraw with # dead link" other="Withdraw with # dead links" />
  );
}
