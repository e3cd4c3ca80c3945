import type { ReactNode } from 'react';
import { withWords } from '../i18n/i18n.ts';
import { late } from '../ui/late.tsx';
import { useEditor, useLost } from './use-editor.ts';

/** What each of them is found by. */
export const LOST_WORDS = 'lost-words';

const LostWords = late(withWords('rest', async () => (await import('../deeds/lost-words.tsx')).LostWords));

/** Words that a window had not saved when it was closed, or the browser, or the machine. */
export function RecoveryNotice(): ReactNode {
  const { lost } = useEditor().desk;
  return useLost().map((draft) => (
    <LostWords
      key={draft.windowId}
      draft={draft}
      onGone={() => lost.forget(draft)}
      onKept={() => lost.remember(draft)}
    />
  ));
}
