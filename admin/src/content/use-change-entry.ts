import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { ContentModel } from '../../../model/content-model.ts';
import type { EntryChange } from '../deeds/carry-out.ts';
import { withWords } from '../i18n/i18n.ts';
import type { Message } from '../ui/message.tsx';
import type { Refused } from './refused-links.ts';

const loadDeeds = withWords('rest', () => import('../deeds/carry-out.ts'));

export type EntryChanging = {
  change: (asked: EntryChange) => void;
  busyEntryId: string | null;
  /** What has become of the last change. */
  message: Message | null;
  /** Until somebody has decided. */
  refused: Refused | null;
  forgetRefused: () => void;
};

type State = Pick<EntryChanging, 'busyEntryId' | 'message' | 'refused'>;

const AT_REST: State = { busyEntryId: null, message: null, refused: null };

/** Changes entries from a list. How that is done, and said, is loaded with the first. */
export function useChangeEntry(model: ContentModel): EntryChanging {
  const client = useQueryClient();
  const [state, setState] = useState(AT_REST);
  const change = async (asked: EntryChange): Promise<void> => {
    setState({ ...AT_REST, busyEntryId: asked.entry.id });
    try {
      const { carryOut } = await loadDeeds();
      setState({ ...AT_REST, ...(await carryOut(asked, { client, model })) });
    } catch (error) {
      setState({ ...AT_REST, message: { kind: 'problem', text: String(error) } });
    }
  };
  return {
    ...state,
    change: (asked) => void change(asked),
    forgetRefused: () => setState(AT_REST),
  };
}
