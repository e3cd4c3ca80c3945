import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { withWords } from '../i18n/i18n.ts';
import { late } from '../ui/late.tsx';
import type { Desk } from './desk.ts';
import type { KeptDraft } from './keep/kept-draft.ts';
import { findLost, hasAll } from './keep/lost-drafts.ts';
import { livingWindows } from './keep/window-lock.ts';
import { useEditor } from './use-editor.ts';

const LostWords = late(withWords('rest', async () => (await import('../deeds/lost-words.tsx')).LostWords));

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
