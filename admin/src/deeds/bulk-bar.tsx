import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { late } from '../ui/late.tsx';
import type { ApiRequest } from '../../../model/api/client.ts';
import { api } from '../api/api.ts';
import { useSession } from '../app/use-session.ts';
import { HeldNote } from '../releases/held-note.tsx';
import { AskDialog } from '../ui/ask-dialog.tsx';
import { Button } from '../ui/button.tsx';
import { MessageBox } from '../ui/message.tsx';
import type { Selection } from '../content/entry-rows.tsx';
import type { useMayDo } from '../content/use-may-do.ts';
import { DeleteDialog } from './delete-dialog.tsx';
import './bulk-bar.css';
import { withWords } from '../i18n/i18n.ts';
import { changeMany } from './change-many.ts';
import { ManyPlanned } from './many-planned.tsx';
import { RefusedEntries } from './refused-entries.tsx';
import { offerUndo } from './undo-trash.ts';

const BundleChoice = late(
  withWords('rest', async () => (await import('../bundles/bundle-choice.tsx')).BundleChoice),
);

type Action = Exclude<ApiRequest<'changeEntries'>['body']['action'], 'delete'>;

const ACTIONS: readonly Action[] = ['publish', 'withdraw', 'trash'];
const ACTIONS_IN_TRASH: readonly Action[] = ['restore'];

type BulkBarProps = {
  selected: Selection;
  /** All of them are there. */
  isTrash: boolean;
  may: ReturnType<typeof useMayDo>;
  /** With what is still selected. */
  onSelect: (selected: Selection) => void;
};

/** What can be done with all that is selected. Each entry is done by itself: one that is refused keeps no other from it. */
export function BulkBar({ isTrash, may, onSelect, selected }: BulkBarProps): ReactNode {
  const { t } = useLingui();
  const words = useActionWords();
  const { actions, isFurtherOffered } = useOffered({ isTrash, may, selected });
  const client = useQueryClient();
  const [asked, setAsked] = useState<Action | null>(null);
  const [isFurther, setFurther] = useState(false);
  const [progress, setProgress] = useState(0);
  const onDone = (): void => onSelect(new Map());
  const lookAgain = (): void => void client.invalidateQueries({ queryKey: ['entries'] });
  const change = useMutation({
    mutationFn: async (action: Action) => {
      setProgress(0);
      return await changeMany(selected, {
        send: async (entries) => (await api.changeEntries({ body: { action, entries: [...entries] } })).body,
        onProgress: setProgress,
      });
    },
    onSuccess: ({ done, left }, action) => {
      lookAgain();
      onSelect(left);
      if (action === 'trash') offerUndo(done, lookAgain);
    },
  });
  const { error = change.error, refused = [] } = change.data ?? {};
  return (
    <div className="bulk-bar" role="region" aria-label={t`Selected entries`}>
      <strong>
        <Plural value={selected.size} one="# selected" other="# selected" />
      </strong>
      {actions.map((action) => (
        <Button key={action} isBusy={change.isPending} onClick={() => setAsked(action)}>
          {words[action]}
        </Button>
      ))}
      {isFurtherOffered && (
        <Button isBusy={change.isPending} onClick={() => setFurther(true)}>
          {isTrash ? <Trans>Delete for good</Trans> : <Trans>Add to bundle</Trans>}
        </Button>
      )}
      <Button look="quiet" onClick={onDone}>
        <Trans>Clear</Trans>
      </Button>
      {change.isPending && selected.size > progress && progress > 0 && (
        <span role="status">
          <Trans>
            {progress} of {selected.size} are done.
          </Trans>
        </span>
      )}
      {refused.length > 0 && <RefusedEntries refused={refused} />}
      {error !== null && <MessageBox message={{ kind: 'problem', text: error.message }} />}
      {isFurther && (
        <Further isTrash={isTrash} selected={selected} onDone={onDone} onLeave={() => setFurther(false)} />
      )}
      {asked !== null && (
        <Question
          action={asked}
          selected={selected}
          onCancel={() => setAsked(null)}
          onConfirm={() => {
            setAsked(null);
            change.mutate(asked);
          }}
        />
      )}
    </div>
  );
}

/** What the role allows with some of them: the others are said to be refused. */
function useOffered({ isTrash, may, selected }: Pick<BulkBarProps, 'isTrash' | 'may' | 'selected'>) {
  const { entryGrants } = useSession().session;
  const mayDo = (action: Action | 'delete'): boolean =>
    [...selected.values()].some((entry) => may(`entry.${action === 'restore' ? 'trash' : action}`, entry));
  const mayCollect = entryGrants.some((grant) => grant.actions.includes('entry.save'));
  return {
    actions: (isTrash ? ACTIONS_IN_TRASH : ACTIONS).filter(mayDo),
    isFurtherOffered: isTrash ? mayDo('delete') : mayCollect,
  };
}

type FurtherProps = Pick<BulkBarProps, 'isTrash' | 'selected'> & { onDone: () => void; onLeave: () => void };

/** What has a question of its own. */
function Further({ isTrash, onDone, onLeave, selected }: FurtherProps): ReactNode {
  if (!isTrash) return <BundleChoice entryIds={[...selected.keys()]} onCancel={onLeave} onDone={onDone} />;
  const doomed = Array.from(selected, ([id, { versionId }]) => ({ id, versionId }));
  return <DeleteDialog entries={doomed} title={null} onDone={onDone} onLeave={onLeave} />;
}

function useActionWords(): Record<Action, string> {
  const { t } = useLingui();
  return { publish: t`Publish`, withdraw: t`Withdraw`, trash: t`Move to the trash`, restore: t`Restore` };
}

type QuestionProps = { action: Action; selected: Selection; onCancel: () => void; onConfirm: () => void };

/** More than this are as good as a number. */
const PATHS_SHOWN = 6;

function Question({ action, onCancel, onConfirm, selected }: QuestionProps): ReactNode {
  const { t } = useLingui();
  const word = useActionWords()[action];
  const consequences = {
    publish: t`Visitors get the drafts as they are now.`,
    withdraw: t`Visitors see them no more. The drafts and all versions stay.`,
    restore: t`They are drafts again. Visitors see them once they are published.`,
    trash: t`Those that are public leave the site. Everything can be brought back from the trash.`,
  };
  return (
    <AskDialog
      title={t`${word}?`}
      onCancel={onCancel}
      choices={
        <>
          <Button onClick={onCancel}>{t`Cancel`}</Button>
          <Button
            look={action === 'publish' || action === 'restore' ? 'solid' : 'danger'}
            onClick={onConfirm}
          >
            {word}
          </Button>
        </>
      }
    >
      <p>
        <Plural value={selected.size} one="This concerns # entry." other="This concerns # entries." />{' '}
        {consequences[action]}
      </p>
      {action === 'publish' && (
        <>
          <HeldNote />
          <ManyPlanned selected={selected} />
        </>
      )}
      {(action === 'trash' || action === 'withdraw') && <Leaving selected={selected} />}
    </AskDialog>
  );
}

/** The addresses at which visitors find nothing any more. */
function Leaving({ selected }: { selected: Selection }): ReactNode {
  const paths = [...selected.values()].flatMap(({ livePath }) => livePath ?? []).toSorted();
  const more = paths.length - PATHS_SHOWN;
  if (paths.length === 0) return null;
  return (
    <>
      <p>
        <Plural
          value={paths.length}
          one="Visitors who open this address are told that there is no such page:"
          other="Visitors who open one of these # addresses are told that there is no such page:"
        />
      </p>
      <ul>
        {paths.slice(0, PATHS_SHOWN).map((path) => (
          <li key={path}>{path}</li>
        ))}
        {more > 0 && (
          <li>
            <Plural value={more} one="… and # more." other="… and # more." />
          </li>
        )}
      </ul>
    </>
  );
}
