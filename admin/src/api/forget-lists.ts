import type { QueryClient } from '@tanstack/react-query';

/** While many save at the same time, a list is read again so often, and no more. */
const PAUSE_MS = 1_000;

export type Forgetting = { forget: (key: string) => void; stop: () => void };

/** What is touched is read again at once, and with all that is touched in the pause after it when that is over. */
export function forgetLists(client: Pick<QueryClient, 'invalidateQueries'>): Forgetting {
  const touched = new Set<string>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = (): void => {
    timer = touched.size === 0 ? undefined : setTimeout(flush, PAUSE_MS);
    for (const key of touched) void client.invalidateQueries({ queryKey: [key] });
    touched.clear();
  };
  return {
    forget: (key) => {
      touched.add(key);
      timer ??= setTimeout(flush);
    },
    stop: () => clearTimeout(timer),
  };
}
