import { useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import type { ReactNode } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { contentModelQuery, entryQuery } from '../api/queries.ts';
import { FailurePage, NoSuchPage } from '../app/dead-end.tsx';
import { useSession } from '../app/use-session.ts';
import { openDesk, type Desk } from './desk.ts';
import { EditorScreen } from './editor-screen.tsx';
import { EditorContext } from './use-editor.ts';

const route = getRouteApi('/signed-in/content/$collection/$entryId');

/** A window has a name of its own, however often it is loaded again. */
const WINDOW_ID = crypto.randomUUID();

/** One entry, open to be written. */
export function EditorPage(): ReactNode {
  const { collection, entryId } = route.useParams();
  const { data: model } = useSuspenseQuery(contentModelQuery);
  const { data: entry, error, refetch } = useQuery(entryQuery(entryId));
  const desk = useDesk(entryId, model.collections[collection]?.fields ?? null);
  if (error instanceof ApiError && error.status === 404) return <NoSuchPage />;
  if (error !== null && desk === null) return <FailurePage error={error} reset={() => void refetch()} />;
  if (model.collections[collection] === undefined) return <NoSuchPage />;
  if (desk === null || entry === undefined) return null;
  return (
    <EditorContext value={{ desk, entry, model }}>
      <EditorScreen key={entryId} />
    </EditorContext>
  );
}

/** Opened with what the server has at that moment: what was read before may be old. */
function useDesk(entryId: string, fields: Desk['fields'] | null): Desk | null {
  const client = useQueryClient();
  const { session } = useSession();
  const userId = session.user.id;
  const [desk, setDesk] = useState<Desk | null>(null);
  useEffect(() => {
    if (fields === null) return undefined;
    let opened: Desk | null = null;
    let isLeft = false;
    const open = async (): Promise<void> => {
      const entry = await client.fetchQuery({ ...entryQuery(entryId), staleTime: 0 });
      if (isLeft) return;
      opened = openDesk({ client, entry, fields, userId, windowId: WINDOW_ID });
      setDesk(opened);
    };
    // The query has its error, which is shown.
    open().catch(() => {});
    return () => {
      isLeft = true;
      setDesk(null);
      void opened?.close();
    };
  }, [client, entryId, fields, userId]);
  return desk;
}
