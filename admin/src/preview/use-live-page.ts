import { useEffect, useRef, useState } from 'react';
import type { RefObject } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { api } from '../api/api.ts';
import type { Desk } from '../editor/desk.ts';
import { useEditor } from '../editor/use-editor.ts';
import { placeOfClicked } from './clicked-place.ts';
import { readPageMessage } from './page-messages.ts';
import { TYPING_PAUSE_MS } from './typing-pause.ts';

export type LivePage = {
  /** As the page says; null until it does. */
  page: { path: string; title: string; isOwn: boolean } | null;
  /** What keeps the words that are typed now from being shown. What was shown before stays. */
  error: ApiError | null;
};

/** Keeps the page in the frame as it would be with what is typed, and goes to what is clicked on in it. */
export function useLivePage(frame: RefObject<HTMLIFrameElement | null>): LivePage {
  const { desk, entry } = useEditor();
  const [page, setPage] = useState<LivePage['page']>(null);
  const [error, setError] = useState<ApiError | null>(null);
  // What the listeners below need is what is true when they are called.
  const ownPath = useRef(entry.path);
  ownPath.current = entry.path;
  useEffect(() => {
    const shown = createShownPage({ desk, frame, onError: setError });
    const onMessage = (event: MessageEvent<unknown>): void => {
      const message = readPageMessage(event, frame.current?.contentWindow ?? null);
      if (message?.kind === 'page') {
        const { path, title } = message;
        const isOwn = path === ownPath.current;
        setPage({ path, title, isOwn });
        shown.moveTo({ path, isOwn });
      } else if (message?.kind === 'outdated') shown.renewSoon();
      else if (message?.kind === 'clicked') {
        const target = placeOfClicked(desk.store.read(), message.clicked);
        if (target !== null) desk.goTo(target);
      }
    };
    addEventListener('message', onMessage);
    const forget = desk.onContent(shown.renewSoon);
    return () => {
      removeEventListener('message', onMessage);
      forget();
      shown.close();
    };
  }, [desk, frame]);
  return { page, error };
}

type ShowingOptions = {
  desk: Desk;
  frame: RefObject<HTMLIFrameElement | null>;
  onError: (error: ApiError | null) => void;
};

/** As the page says; the page of the entry is shown wherever its address moves while somebody types. */
type Shown = { path: string; isOwn: boolean };

type ShownPage = {
  moveTo: (page: Shown) => void;
  renewSoon: () => void;
  close: () => void;
};

/** One request at a time; what is typed meanwhile is asked for right after it. */
function createShownPage({ desk, frame, onError }: ShowingOptions): ShownPage {
  let page: Shown | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isRunning = false;
  let isWanted = false;
  let isClosed = false;
  const renew = async (): Promise<void> => {
    if (page === null) return;
    if (isRunning) {
      isWanted = true;
      return;
    }
    isRunning = true;
    isWanted = false;
    const { isOwn, path } = page;
    try {
      const html = await renderTyped(desk, isOwn ? null : path);
      if (isClosed) return;
      onError(null);
      // A page in a sandbox has no origin that could be named; the frame holds nothing but previews.
      frame.current?.contentWindow?.postMessage({ kind: 'stillpress:show', html, path }, '*');
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      if (!isClosed) onError(error);
    } finally {
      isRunning = false;
      if (isWanted && !isClosed) void renew();
    }
  };
  const renewSoon = (): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void renew(), TYPING_PAUSE_MS);
  };
  return {
    moveTo: (next) => {
      page = next;
      // It comes with what was saved.
      if (desk.saveState().kind !== 'saved') renewSoon();
    },
    renewSoon,
    close: () => {
      isClosed = true;
      clearTimeout(timer);
    },
  };
}

async function renderTyped(desk: Desk, path: string | null): Promise<string> {
  const where = path === null ? {} : { path };
  const { body } = await api.previewContent({
    body: { entryId: desk.entryId, content: desk.store.read(), ...where },
  });
  return await body.text();
}
