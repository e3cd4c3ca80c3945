import { QueryObserver, type QueryClient } from '@tanstack/react-query';
import type { z } from 'zod';
import type { presentSchema } from '../../../model/api/presence.ts';
import { api } from '../api/api.ts';
import { lastWords } from '../api/last-words.ts';
import { presenceQuery } from '../api/queries.ts';

/** A window in which somebody has the entry open. */
export type Present = z.output<typeof presentSchema>;

export type Presence = {
  /** As soon as the entry is there. */
  start: (entryId: string) => void;
  /** The windows beside this one; the same list as long as nothing has changed. `blockId` is a block of a text, or what `fieldMark` makes of a field. */
  others: () => readonly Present[];
  subscribe: (listener: () => void) => () => void;
  /** Where the cursor is. */
  at: (blockId: string | null) => void;
  close: () => void;
};

/** The server takes a window for closed after 30 s. */
const TELL_EVERY_MS = 10_000;
/** A cursor on its way through a text is nobody's concern. */
const TELL_AFTER_MS = 400;

type Options = { client: QueryClient; windowId: string };

export function createPresence({ client, windowId }: Options): Presence {
  let entryId: string | null = null;
  let blockId: string | null = null;
  let others: readonly Present[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  const listeners = new Set<() => void>();
  let forget: (() => void) | null = null;
  const hear = ({ data }: { data: { present: readonly Present[] } | undefined }): void => {
    const next = (data?.present ?? []).filter(({ clientId }) => clientId !== windowId);
    if (isSame(next, others)) return;
    others = next;
    for (const listener of listeners) listener();
  };
  const tell = async (): Promise<void> => {
    clearTimeout(timer);
    if (entryId === null || isClosed) return;
    timer = setTimeout(() => void tell(), TELL_EVERY_MS);
    try {
      const { body } = await api.keepPresence({ id: entryId, body: { clientId: windowId, blockId } });
      client.setQueryData(presenceQuery(entryId).queryKey, body);
    } catch {
      // Whoever cannot be reached is not here. What is typed has its own ways to say so.
    }
  };
  const leave = (): void => {
    if (entryId === null) return;
    void lastWords.leavePresence({ id: entryId, query: { clientId: windowId } }).catch(() => {});
  };
  const comeBack = ({ persisted }: PageTransitionEvent): void => {
    if (persisted) void tell();
  };
  globalThis.addEventListener('pagehide', leave);
  globalThis.addEventListener('pageshow', comeBack);
  return {
    start: (id) => {
      entryId = id;
      forget = new QueryObserver(client, presenceQuery(id)).subscribe(hear);
      void tell();
    },
    others: () => others,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    at: (id) => {
      if (id === blockId || isClosed) return;
      blockId = id;
      clearTimeout(timer);
      timer = setTimeout(() => void tell(), TELL_AFTER_MS);
    },
    close: () => {
      isClosed = true;
      clearTimeout(timer);
      forget?.();
      globalThis.removeEventListener('pagehide', leave);
      globalThis.removeEventListener('pageshow', comeBack);
      leave();
    },
  };
}

function isSame(one: readonly Present[], other: readonly Present[]): boolean {
  const marks = (list: readonly Present[]): string =>
    JSON.stringify(list.map(({ blockId, clientId, user }) => [clientId, blockId, user.name]));
  return marks(one) === marks(other);
}

const FIELD = 'field_';

/** As a block is named. */
export function fieldMark(path: string): string {
  return (FIELD + path.replaceAll(/\W/g, '_')).slice(0, 64);
}

export function isFieldMark(blockId: string): boolean {
  return blockId.startsWith(FIELD);
}
