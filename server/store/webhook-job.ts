import { z } from 'zod';
import type { JobKind } from './add-job.ts';

const FIRST_DELAY_MS = 10_000;
const DELAY_FACTOR = 3;
/** A receiver that is mended is told within a quarter of a day. */
const MAX_DELAY_MS = 6 * 60 * 60_000;

/**
 * Three times as long with each attempt, up to six hours, and up to a quarter longer by chance, so that what failed together does not come back
 * together.
 */
export function webhookRetryDelayMs(attempts: number, random: () => number = Math.random): number {
  const delayMs = Math.min(FIRST_DELAY_MS * DELAY_FACTOR ** (attempts - 1), MAX_DELAY_MS);
  return Math.round(delayMs * (1 + random() / 4));
}

/** Sends one delivery, with its attempts over about a day: a night of somebody's outage, or a forgotten certificate. */
export const DELIVER_WEBHOOK = {
  name: 'webhooks.deliver',
  payload: z.object({ deliveryId: z.uuid() }),
  maxAttempts: 11,
  /** The sender itself gives up after ten seconds. */
  timeoutMs: 30_000,
  retryDelayMs: webhookRetryDelayMs,
} satisfies JobKind<{ deliveryId: string }>;
