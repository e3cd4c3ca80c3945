import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query';
import { useCallback } from 'react';
import type { CurrentSession } from '../../../model/api/account.ts';
import { sessionQuery } from '../api/queries.ts';

/** Below `SignedIn`: who it is. */
export function useSession(): { session: CurrentSession; onLookAgain: () => void } {
  const client = useQueryClient();
  const { data: session } = useSuspenseQuery(sessionQuery);
  const onLookAgain = useCallback(
    () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    [client],
  );
  return { session, onLookAgain };
}
