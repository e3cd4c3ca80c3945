import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { Entry } from '../../../model/api/entry.ts';
import { entryQuery } from '../api/queries.ts';
import { useSession } from '../app/use-session.ts';
import { openDesk, type Desk } from './desk.ts';
import { holdWindow } from './keep/window-lock.ts';
import { newId } from './new-id.ts';

/** A window has a name of its own, each time that it is loaded. */
const WINDOW_ID = newId();
holdWindow(WINDOW_ID);

type Wanted = {
  /** That of the blank one, where one is about to be begun. */
  entryId: string;
  blank: Entry | null;
  fields: Desk['fields'] | null;
  onBegun: (entry: Entry) => void;
};

/** Opened with what the server has at that moment: what was read before may be old. One that was begun here stays open under its new id. */
export function useDesk({ blank, entryId, fields, onBegun }: Wanted): {
  desk: Desk | null;
  reopen: () => void;
} {
  const client = useQueryClient();
  const { session } = useSession();
  const userId = session.user.id;
  const [opened, setOpened] = useState<Opened | null>(null);
  const [tries, setTries] = useState(0);
  const held = useRef<Opened | null>(null);
  const begun = useRef(onBegun);
  useEffect(() => {
    begun.current = onBegun;
  }, [onBegun]);
  useEffect(() => {
    const current = held.current;
    const isOpen = isFor(current, { blank, entryId }) && current?.desk.userId === userId;
    if (fields === null || isOpen) return undefined;
    let isLeft = false;
    held.current = null;
    setOpened(null);
    void current?.desk.close();
    const open = async (): Promise<void> => {
      const entry = blank ?? (await client.fetchQuery({ ...entryQuery(entryId), staleTime: 0 }));
      if (isLeft) return;
      const windowId = WINDOW_ID;
      const desk = openDesk({
        client,
        entry,
        fields,
        userId,
        windowId,
        onBegun: (made) => begun.current(made),
      });
      held.current = { desk, blank };
      setOpened(held.current);
    };
    // The query has its error, which is shown.
    open().catch(() => {});
    return () => {
      isLeft = true;
    };
  }, [blank, client, entryId, fields, userId, tries]);
  useEffect(
    () => () => {
      void held.current?.desk.close();
      held.current = null;
    },
    [],
  );
  const desk = opened !== null && isFor(opened, { blank, entryId }) ? opened.desk : null;
  return { desk, reopen: () => setTries(tries + 1) };
}

/** `blank`: what it began as. */
type Opened = { desk: Desk; blank: Entry | null };

/** While the address still says that it is about to be begun, it may have its id already. */
function isFor(opened: Opened | null, { blank, entryId }: Pick<Wanted, 'blank' | 'entryId'>): boolean {
  return opened !== null && (opened.desk.entryId === entryId || (blank !== null && opened.blank === blank));
}
