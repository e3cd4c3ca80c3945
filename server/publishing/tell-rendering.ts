import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { forgetRendering, tellRendering } from '../store/rendering-progress.ts';
import type { RenderProgress } from './plan/render-graph.ts';

/** Tells those who wait for a release how far its pages are rendered, in whatever process they ask. */
export type RenderingTeller = {
  tell: (progress: RenderProgress) => void;
  /** Nothing is rendered for a release any more. */
  end: () => Promise<void>;
};

const TELL_EVERY_MS = 1_000;

type TellerParts = {
  database: Database;
  log: Log;
  target: string;
  onProgress?: ((progress: RenderProgress) => void) | undefined;
};

export function createRenderingTeller({ database, log, onProgress, target }: TellerParts): RenderingTeller {
  let toldAt: number | null = null;
  let telling: Promise<void> = Promise.resolve();
  // Nobody has to wait since it could not be told.
  const enqueue = (work: () => Promise<void>): Promise<void> =>
    (telling = telling
      .then(work)
      .catch((error: unknown) => log.warn({ err: error }, 'progress is not told')));
  return {
    tell: (progress) => {
      onProgress?.(progress);
      const at = performance.now();
      // Of nearly every release nothing is left when its first pages are told of: that costs nothing.
      if (progress.left === 0 || (toldAt !== null && at - toldAt < TELL_EVERY_MS)) return;
      toldAt = at;
      const now = new Date().toISOString();
      void enqueue(async () => await database.write((tx) => tellRendering(tx, { ...progress, now, target })));
    },
    end: async () => {
      if (toldAt === null) return;
      toldAt = null;
      await enqueue(async () => await database.write((tx) => forgetRendering(tx, { target })));
    },
  };
}
