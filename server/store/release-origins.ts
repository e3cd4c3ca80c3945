import type { Kysely } from 'kysely';
import type { StoredRelease } from './releases.ts';
import type { Tables } from './tables.ts';

export type ReleaseOrigin = {
  /** How many public files it changed. */
  changedCount: number;
  /** Who had the site rolled back; null for every other release, and where nobody is known. */
  rolledBackBy: { id: string; name: string } | null;
};

export async function withOrigins<Release extends StoredRelease>(
  tx: Kysely<Tables>,
  releases: readonly Release[],
): Promise<(Release & ReleaseOrigin)[]> {
  if (releases.length === 0) return [];
  const counts = await countChanged(tx, releases);
  const people = await whoRolledBack(tx, releases);
  return releases.map((release) => ({
    ...release,
    changedCount: counts.get(release.number) ?? 0,
    rolledBackBy: people.get(release.correlationId ?? '') ?? null,
  }));
}

async function countChanged(
  tx: Kysely<Tables>,
  releases: readonly StoredRelease[],
): Promise<Map<number, number>> {
  const numbers = releases.map(({ number }) => number);
  const rows = await tx
    .selectFrom('release_file')
    .select(({ fn }) => ['release_number as number', fn.countAll<number | string>().as('count')])
    .where('release_number', 'in', numbers)
    .groupBy('release_number')
    .execute();
  return new Map(rows.map(({ count, number }) => [number, Number(count)]));
}

/** By the request that both the release and its record in the audit came of. */
async function whoRolledBack(
  tx: Kysely<Tables>,
  releases: readonly StoredRelease[],
): Promise<Map<string, { id: string; name: string }>> {
  const requests = releases.flatMap(({ correlationId, reason }) =>
    reason === 'rollback' && correlationId !== null ? [correlationId] : [],
  );
  if (requests.length === 0) return new Map();
  const rows = await tx
    .selectFrom('audit')
    .innerJoin('user', 'user.id', 'audit.actor_id')
    .select(['audit.correlation_id as request', 'user.id', 'user.name'])
    .where('audit.action', '=', 'release.rollback')
    .where('audit.correlation_id', 'in', requests)
    .execute();
  return new Map(rows.map(({ id, name, request }) => [request ?? '', { id, name }]));
}
