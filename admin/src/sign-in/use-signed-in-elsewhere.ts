import { useEffect } from 'react';
import { firstApi as api } from '../api/first-api.ts';

type Waiting = { userId: string; onSignedIn: () => void };

/** Another tab may have signed in meanwhile: whoever comes back to this one, as the same person, is asked nothing. */
export function useSignedInElsewhere({ onSignedIn, userId }: Waiting): void {
  useEffect(() => {
    let isCurrent = true;
    const look = async (): Promise<void> => {
      if (document.visibilityState === 'hidden') return;
      try {
        const { user } = (await api.readSession()).body;
        if (isCurrent && user.id === userId) onSignedIn();
      } catch {
        // Nobody has, or the server does not answer: the question stays.
      }
    };
    const onLook = (): void => void look();
    addEventListener('focus', onLook);
    document.addEventListener('visibilitychange', onLook);
    return () => {
      isCurrent = false;
      removeEventListener('focus', onLook);
      document.removeEventListener('visibilitychange', onLook);
    };
  }, [onSignedIn, userId]);
}
