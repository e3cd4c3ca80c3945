import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { late } from '../ui/late.tsx';
import { Button } from '../ui/button.tsx';
import { showToast } from '../ui/toast.ts';
import type { Desk } from './desk.ts';
import type { KeptDraft } from './keep/kept-draft.ts';
import { findLost, hasAll } from './keep/lost-drafts.ts';
import { livingWindows } from './keep/window-lock.ts';
import { useEditor } from './use-editor.ts';
import './recovery-notice.css';

const Differences = late(async () => (await import('./differences.tsx')).Differences);

/** Words that a window had not saved when it was closed, or the browser, or the machine. */
export function RecoveryNotice(): ReactNode {
  const { desk } = useEditor();
  const { lost, forget, remember } = useLost(desk);
  return lost.map((draft) => (
    <LostWords
      key={draft.windowId}
      draft={draft}
      onGone={() => forget(draft)}
      onKept={() => remember(draft)}
    />
  ));
}

type LostWordsProps = { draft: KeptDraft; onGone: () => void; onKept: () => void };

function LostWords({ draft, onGone, onKept }: LostWordsProps): ReactNode {
  const { i18n, t } = useLingui();
  const { desk } = useEditor();
  const [isShown, setShown] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const moment = new Date(draft.keptAt);
  const isToday = moment.toDateString() === new Date().toDateString();
  const when = i18n.date(
    moment,
    isToday ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' },
  );
  const putBack = async (): Promise<void> => {
    setBusy(true);
    await desk.keeper.adopt(draft);
    onGone();
    // Not before they are elsewhere.
    if (desk.keeper.isSafe()) await desk.shelf.remove(draft);
  };
  const throwAway = async (): Promise<void> => {
    await desk.shelf.remove(draft);
    onGone();
    showToast({
      kind: 'done',
      text: t`The words are thrown away.`,
      action: {
        label: t`Keep them after all`,
        onAct: () => {
          void desk.shelf.put(draft);
          onKept();
        },
      },
    });
  };
  return (
    <section className="notice lost-words" aria-label={t`Words that were not saved`}>
      <p>
        <Trans>Words of yours from {when} were not saved.</Trans>
      </p>
      <div className="lost-choices">
        <Button look="solid" isBusy={isBusy} onClick={() => void putBack()}>
          <Trans>Put them back</Trans>
        </Button>
        <Button aria-expanded={isShown} onClick={() => setShown(!isShown)}>
          <Trans>Show the difference</Trans>
        </Button>
        <Button look="quiet" onClick={() => void throwAway()}>
          <Trans>Throw away</Trans>
        </Button>
      </div>
      {isShown && (
        <>
          <Differences before={draft.base.stored} after={draft.content} />
        </>
      )}
    </section>
  );
}

type LostDrafts = {
  lost: readonly KeptDraft[];
  forget: (draft: KeptDraft) => void;
  remember: (draft: KeptDraft) => void;
};

/** Looked for once, when the entry is opened. */
function useLost(desk: Desk): LostDrafts {
  const [lost, setLost] = useState<readonly KeptDraft[]>([]);
  useEffect(() => {
    let isLeft = false;
    const look = async (): Promise<void> => {
      const found = await findOn(desk);
      if (!isLeft) setLost(found);
    };
    // Where the browser keeps nothing there is nothing to be found.
    look().catch(() => {});
    return () => {
      isLeft = true;
    };
  }, [desk]);
  const without = ({ windowId }: KeptDraft): readonly KeptDraft[] =>
    lost.filter((draft) => draft.windowId !== windowId);
  return {
    lost,
    forget: (draft) => setLost(without(draft)),
    remember: (draft) => setLost([...without(draft), draft]),
  };
}

async function findOn(desk: Desk): Promise<readonly KeptDraft[]> {
  const { entryId, fields, keeper, shelf, store, userId, windowId } = desk;
  const [kept, living] = await Promise.all([shelf.listOf(entryId), livingWindows()]);
  const { ofOthers, own } = findLost({ kept, living, userId, windowId, now: Date.now() });
  if (own !== null && !hasAll(fields, { draft: own, content: store.read() })) await keeper.adopt(own);
  const lost: KeptDraft[] = [];
  for (const draft of ofOthers) {
    if (hasAll(fields, { draft, content: store.read() })) await shelf.remove(draft);
    else lost.push(draft);
  }
  return lost;
}
