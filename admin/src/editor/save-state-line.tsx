import { Trans } from '@lingui/react/macro';
import { Check, CloudOff, LoaderCircle, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { SaveState } from './keep/draft-keeper.ts';
import { useSaveState } from './use-editor.ts';

/** Whether everything that was typed is safe, and where. */
export function SaveStateLine(): ReactNode {
  const state = useSaveState();
  return (
    <span className={`save-state ${state.kind}`} role="status">
      {iconOf(state)}
      <span>{wordsOf(state)}</span>
    </span>
  );
}

function iconOf({ kind }: SaveState): ReactNode {
  if (kind === 'saved') return <Check aria-hidden="true" />;
  if (kind === 'waiting') return <CloudOff aria-hidden="true" />;
  if (kind === 'refused' || kind === 'conflict') return <TriangleAlert aria-hidden="true" />;
  return <LoaderCircle aria-hidden="true" />;
}

function wordsOf(state: SaveState): ReactNode {
  if (state.kind === 'saved') return <Trans>Saved</Trans>;
  if (state.kind === 'conflict') return <Trans>Somebody else has changed the same place</Trans>;
  if (state.kind === 'refused') return <Trans>Not saved: {state.message}</Trans>;
  if (state.kind !== 'waiting') return <Trans>Saving…</Trans>;
  if (state.why === 'offline') return <Trans>Offline: kept on this device</Trans>;
  if (state.why === 'signed-out') return <Trans>Signed out: kept on this device</Trans>;
  return <Trans>The server does not answer: kept on this device</Trans>;
}
