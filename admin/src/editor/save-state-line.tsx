import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Check, CloudOff, LoaderCircle, TriangleAlert } from 'lucide-react';
import { useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ReactNode } from 'react';
import { momentInFull } from '../i18n/when.ts';
import { countOnTheirWay, onTheirWayChanged } from './document/pictures/on-their-way.ts';
import { isBlank } from './blank-entry.ts';
import type { SaveState } from './keep/draft-keeper.ts';
import { useEditor, useSaveState } from './use-editor.ts';

/** Whether everything that was typed is safe, and where. */
export function SaveStateLine(): ReactNode {
  const { entry } = useEditor();
  const state = useSaveState();
  const { t } = useLingui();
  const pictures = useSyncExternalStore(onTheirWayChanged, countOnTheirWay);
  const isNews = useIsNews(state);
  const detail =
    state.kind === 'saved' && pictures === 0
      ? t`Saved ${momentInFull(state.at)}. Everything is on the server.`
      : undefined;
  // Nothing is there that could have been saved.
  if (isBlank(entry) && state.kind === 'saved') return null;
  return (
    <>
      <span
        className={`save-state ${state.kind}`}
        role="status"
        aria-live={isNews ? 'polite' : 'off'}
        title={detail}
      >
        {iconOf(state, pictures)}
        <span>{wordsOf(state, pictures)}</span>
      </span>
      {state.kind === 'conflict' && (
        <button type="button" className="text-button" onClick={showConflicts}>
          <Trans>Look at both</Trans>
        </button>
      )}
    </>
  );
}

function showConflicts(): void {
  const view = document.getElementById('conflicts');
  view?.scrollIntoView({ block: 'start' });
  view?.focus({ preventScroll: true });
}

/** Read out where something has gone wrong or is well again, and not whenever somebody rests. */
function useIsNews({ kind }: SaveState): boolean {
  const before = useRef(kind);
  const [wasTrouble, setWasTrouble] = useState(false);
  const isTrouble = kind === 'waiting' || kind === 'conflict' || kind === 'refused';
  useEffect(() => {
    if (isTrouble) setWasTrouble(true);
    else if (before.current === 'saved' && kind !== 'saved') setWasTrouble(false);
    before.current = kind;
  }, [isTrouble, kind]);
  return isTrouble || (kind === 'saved' && wasTrouble);
}

function iconOf({ kind }: SaveState, pictures: number): ReactNode {
  if (kind === 'saved' && pictures === 0) return <Check aria-hidden="true" />;
  if (kind === 'waiting') return <CloudOff aria-hidden="true" />;
  if (kind === 'refused' || kind === 'conflict') return <TriangleAlert aria-hidden="true" />;
  return <LoaderCircle aria-hidden="true" />;
}

function wordsOf(state: SaveState, pictures: number): ReactNode {
  if (state.kind === 'saved' && pictures > 0)
    return <Plural value={pictures} one="# picture is on its way" other="# pictures are on their way" />;
  if (state.kind === 'saved') return <SavedAt at={state.at} />;
  if (state.kind === 'conflict') return <Trans>Not saved: the same place was changed elsewhere, too</Trans>;
  if (state.kind === 'refused') return <Trans>Not saved: {state.message}</Trans>;
  if (state.kind !== 'waiting') return <Trans>Saving…</Trans>;
  if (!state.isKept) return <Trans>Not saved, and not kept on this device: leave this window open</Trans>;
  if (state.why === 'offline') return <Trans>Offline: kept on this device</Trans>;
  if (state.why === 'signed-out') return <Trans>Signed out: kept on this device</Trans>;
  return <Trans>The server does not answer: kept on this device</Trans>;
}

/** With the time of day; of another day, with that. */
function SavedAt({ at }: { at: string }): ReactNode {
  const { i18n } = useLingui();
  const moment = new Date(at);
  const isToday = moment.toDateString() === new Date().toDateString();
  const time = i18n.date(moment, isToday ? { timeStyle: 'short' } : { dateStyle: 'medium' });
  return <Trans>Saved {time}</Trans>;
}
