import { useCallback } from 'react';
import { ApiError } from '../../../model/api/api-error.ts';
import { endsSession } from '../api/session-end.ts';
import type { Message } from './message.tsx';
import { problemLines } from './problem-lines.ts';

type AttemptOptions = {
  /** The session has ended, or is good for nothing but setting up a second factor. */
  onSignedOut: () => void;
  setMessage: (message: Message) => void;
};

export type Attempt = (work: () => Promise<void>, labelOf?: (path: string) => string) => Promise<void>;

/** Does the work; whatever the server refuses of it becomes the message, with its places called by `labelOf`. */
export function useAttempt({ onSignedOut, setMessage }: AttemptOptions): Attempt {
  return useCallback(
    async (work, labelOf) => {
      try {
        await work();
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (endsSession(error.code)) onSignedOut();
        else
          setMessage({
            kind: 'problem',
            text: error.message,
            details: problemLines(error.issues, labelOf),
          });
      }
    },
    [onSignedOut, setMessage],
  );
}
