import type { z } from 'zod';
import type { Problem } from '../../../model/api/problem.ts';
import type { bulkResultSchema } from '../../../model/api/trash.ts';

/** As many as the server takes at once. */
const PART_MAX = 200;

type SeenEntry = { id: string; versionId: string };

export type Changed = z.output<typeof bulkResultSchema>['results'][number];

export type RefusedEntry = { id: string; problem: Problem };

export type ManyChanged<Seen> = {
  done: readonly Changed[];
  refused: readonly RefusedEntry[];
  /** What is not done: refused, or never asked for. */
  left: ReadonlyMap<string, Seen>;
  /** What ended it before its end. */
  error: Error | null;
};

type Way = {
  send: (entries: readonly SeenEntry[]) => Promise<z.output<typeof bulkResultSchema>>;
  /** So many have been looked at. */
  onProgress: (count: number) => void;
};

/** Part by part. What was done stays done, whatever becomes of the rest. */
export async function changeMany<Seen extends Pick<SeenEntry, 'versionId'>>(
  selected: ReadonlyMap<string, Seen>,
  { onProgress, send }: Way,
): Promise<ManyChanged<Seen>> {
  const entries = Array.from(selected, ([id, { versionId }]) => ({ id, versionId }));
  const left = new Map(selected);
  const done: Changed[] = [];
  const refused: RefusedEntry[] = [];
  for (let start = 0; start < entries.length; start += PART_MAX) {
    const part = entries.slice(start, start + PART_MAX);
    try {
      const { results } = await send(part);
      for (const result of results) {
        const { id, problem } = result;
        if (problem === null) {
          left.delete(id);
          done.push(result);
        } else refused.push({ id, problem });
      }
    } catch (error) {
      return { done, refused, left, error: error instanceof Error ? error : new Error(String(error)) };
    }
    onProgress(start + part.length);
  }
  return { done, refused, left, error: null };
}
