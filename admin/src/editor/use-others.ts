import { useSyncExternalStore } from 'react';
import type { Present } from './presence.ts';
import { useEditor } from './use-editor.ts';

/** The windows beside this one that have the entry open. */
export function useOthers(): readonly Present[] {
  const { presence } = useEditor().desk;
  return useSyncExternalStore(presence.subscribe, presence.others);
}
