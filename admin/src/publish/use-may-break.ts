import { useSession } from '../app/use-session.ts';

/** Whether whoever is signed in may leave links dead. */
export function useMayBreak(): boolean {
  return useSession().session.siteActions.includes('link.break');
}
