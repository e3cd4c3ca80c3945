import type { Kysely } from 'kysely';
import type { MediaVariant } from '../../model/publication.ts';
import type { Tables } from './tables.ts';

export type StoredVariant = MediaVariant & {
  name: string;
  originalHash: string;
  isCrop: boolean;
  sizeBytes: number;
  createdAt: string;
};

/** Made twice at once, they are the same. */
export async function putVariants(tx: Kysely<Tables>, variants: readonly StoredVariant[]): Promise<void> {
  if (variants.length === 0) return;
  const rows = variants.map((variant) => ({
    name: variant.name,
    original_hash: variant.originalHash,
    format: variant.format,
    width: variant.width,
    height: variant.height,
    is_crop: variant.isCrop ? (1 as const) : (0 as const),
    hash: variant.hash,
    size_bytes: variant.sizeBytes,
    created_at: variant.createdAt,
  }));
  await tx
    .insertInto('media_variant')
    .values(rows)
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet((row) => ({
        hash: row.ref('excluded.hash'),
        size_bytes: row.ref('excluded.size_bytes'),
      })),
    )
    .execute();
}

/** Those of whole pictures, by the hash of the original; by format and width. */
export async function readVariants(
  tx: Kysely<Tables>,
  { originals }: { originals: readonly string[] },
): Promise<Map<string, MediaVariant[]>> {
  if (originals.length === 0) return new Map();
  const rows = await tx
    .selectFrom('media_variant')
    .select(['original_hash', 'format', 'width', 'height', 'hash'])
    .where('original_hash', 'in', originals)
    .where('is_crop', '=', 0)
    .orderBy('format')
    .orderBy('width')
    .execute();
  const grouped = Map.groupBy(rows, (row) => row.original_hash);
  return new Map(
    [...grouped].map(([original, group]) => [
      original,
      group.map(({ format, hash, height, width }) => ({ format, width, height, hash })),
    ]),
  );
}

export async function findVariant(
  tx: Kysely<Tables>,
  { name }: { name: string },
): Promise<{ hash: string; sizeBytes: number } | null> {
  const found = await tx
    .selectFrom('media_variant')
    .select(['hash', 'size_bytes as sizeBytes'])
    .where('name', '=', name)
    .executeTakeFirst();
  return found ?? null;
}
