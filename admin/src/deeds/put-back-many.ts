import type { Changed } from './change-many.ts';

export type ManyPutBack = {
  /** Out of the trash, and public where they were. */
  back: number;
  /** Out of the trash, as drafts: what was public of them is not. */
  asDrafts: number;
  left: number;
  /** Why not all of them are as they were; the first of it. */
  reason: string | null;
};

type Ways = {
  restore: (
    selected: ReadonlyMap<string, { versionId: string }>,
  ) => Promise<{ done: readonly Changed[]; reason: string | null }>;
  revert: (seq: number) => Promise<unknown>;
};

/** Everything out of the trash, and then, one after the other, what was public of it to the visitors: what went last comes first. */
export async function putBackMany(
  trashed: readonly Changed[],
  { restore, revert }: Ways,
): Promise<ManyPutBack> {
  const selected = new Map(
    trashed.flatMap(({ entry, id }) =>
      entry === null ? [] : [[id, { versionId: entry.draftVersionId }] as const],
    ),
  );
  const { done, reason: whyNot } = await restore(selected);
  const isBack = new Set(done.map(({ id }) => id));
  let asDrafts = 0;
  let reason = whyNot;
  for (const { id, publication } of trashed.toReversed()) {
    if (publication === null || !isBack.has(id)) continue;
    try {
      await revert(publication.seq);
    } catch (error) {
      asDrafts += 1;
      reason ??= error instanceof Error ? error.message : String(error);
    }
  }
  return { back: done.length - asDrafts, asDrafts, left: trashed.length - done.length, reason };
}
