import { z } from 'zod';
import type { JobKind } from '../store/add-job.ts';
import { AppError } from '../errors.ts';

export const RESET_PURPOSE = 'reset';

/** Somebody waits for it in front of the inbox; who opens that inbox tomorrow finds nothing that opens the account. */
export const RESET_LIFETIME_MS = 60 * 60_000;

/**
 * As many links of one account can be open at once. Whoever asks for more gets no further mail, and those that were sent before go on working: a stranger
 * who asks again and again neither fills an inbox nor takes the holder's link away.
 */
export const RESET_LINKS_MAX = 3;

/** What was asked for, whether or not there is an account: who does it finds out, where nobody measures how long that takes. */
export const SEND_RESET: JobKind<{ email: string }> = {
  name: 'accounts.reset',
  payload: z.object({ email: z.string() }),
  maxAttempts: 14,
  priority: 10,
  // The address may be anybody's.
  isForgotten: true,
};

export function resetNotValid(): AppError {
  return new AppError(
    'link-not-valid',
    'This link has been used, or it is older than an hour, or the account has been deactivated. Ask for a new one on the sign-in page.',
  );
}
