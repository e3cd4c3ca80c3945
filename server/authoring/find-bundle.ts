import type { Kysely } from 'kysely';
import { idProblem } from '../../model/text-rules.ts';
import { can } from '../accounts/can.ts';
import { AppError } from '../errors.ts';
import { readStoredBundle, type StoredBundle } from '../store/bundles.ts';
import { readPlaces } from '../store/entry-identity.ts';
import { lockDecision } from '../store/locks.ts';
import type { Tables } from '../store/tables.ts';
import type { Reader } from './find-entry.ts';
import { canRead, requirePermission } from './permission.ts';

type Search = Reader & { id: string };

/** Who may read all of its entries may read a bundle; for others it is not there. */
export async function findBundle(tx: Kysely<Tables>, { id, ...reader }: Search): Promise<StoredBundle> {
  const bundle = idProblem(id) === null ? await readStoredBundle(tx, { id }) : null;
  const [readable] = bundle === null ? [] : await readableBundles(tx, { ...reader, bundles: [bundle] });
  if (readable !== undefined) return readable;
  throw new AppError(
    'bundle-not-found',
    `There is no bundle with the id ${JSON.stringify(id)}. GET /api/v1/bundles lists those that there are.`,
  );
}

/** Until the transaction ends nobody else changes it. */
export async function findBundleToChange(tx: Kysely<Tables>, search: Search): Promise<StoredBundle> {
  // What is not an id may be text that PostgreSQL refuses.
  if (idProblem(search.id) === null) await lockDecision(tx, { name: `bundle ${search.id}` });
  return await findBundle(tx, search);
}

/** Of one that is scheduled or published, throws. */
export async function findOpenBundle(tx: Kysely<Tables>, search: Search): Promise<StoredBundle> {
  const bundle = await findBundleToChange(tx, search);
  if (bundle.state === 'open') return bundle;
  throw new AppError(
    'bundle-closed',
    bundle.state === 'scheduled'
      ? `"${bundle.title}" is scheduled, and keeps its entries. Cancel its schedule first.`
      : `"${bundle.title}" was published, and keeps its entries. Make another bundle.`,
  );
}

export async function readableBundles(
  tx: Kysely<Tables>,
  { bundles, ...reader }: Reader & { bundles: readonly StoredBundle[] },
): Promise<StoredBundle[]> {
  if (!can(reader.actor, 'entry.read', { kind: 'some-entry' })) return [];
  const ids = [...new Set(bundles.flatMap(({ items }) => items.map(({ entryId }) => entryId)))];
  const places = await readPlaces(tx, { ids });
  return bundles.filter(({ items }) =>
    items.every(({ entryId }) => {
      const place = places.get(entryId);
      return place !== undefined && canRead(reader, place);
    }),
  );
}

/** Its title and its end are for those who made it, and for those who may change every entry. */
export function requireOwnBundle({ actor }: Reader, { createdBy }: StoredBundle): void {
  if (createdBy !== null && createdBy === actor.userId) requireMayCollect(actor);
  else requirePermission(actor, 'entry.save', { kind: 'installation' });
}

/** Whoever may change some entry may prepare what others publish. */
export function requireMayCollect(actor: Reader['actor']): void {
  requirePermission(actor, 'entry.save', { kind: 'some-entry' });
}
