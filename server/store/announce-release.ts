import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';
import { listSubscribers, tellSubscribers } from './webhook-events.ts';

/** Visitors get it. In the transaction that records the release as finished. */
export async function announceRelease(
  tx: Kysely<Tables>,
  { number, now }: { number: number; now: string },
): Promise<void> {
  const subscribers = await listSubscribers(tx, ['release.done']);
  if (subscribers.length === 0) return;
  const { correlationId, reason, seq } = await tx
    .selectFrom('release')
    .select(['seq', 'reason', 'correlation_id as correlationId'])
    .where('number', '=', number)
    .executeTakeFirstOrThrow();
  const counted = await tx
    .selectFrom('release_file')
    .select(['change', ({ fn }) => fn.countAll().as('files')])
    .where('release_number', '=', number)
    .groupBy('change')
    .execute();
  const count = (change: string): number => Number(counted.find((row) => row.change === change)?.files ?? 0);
  const data = {
    release: number,
    reason,
    publication: seq,
    created: count('created'),
    changed: count('changed'),
    removed: count('removed'),
  };
  await tellSubscribers(tx, subscribers, { happened: [{ event: 'release.done', data }], now, correlationId });
}
