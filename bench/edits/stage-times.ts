import type { FinishedRelease } from '../site/release-of.ts';
import { median } from '../quantile.ts';

/** Where the time of the releases went, as their rows say: `render 3.1 ms, target 2.2 ms`. */
export function stageTimes(releases: readonly FinishedRelease[]): string {
  const stages = new Set(releases.flatMap(({ timings }) => Object.keys(timings)));
  return [...stages]
    .map((stage) => `${stage} ${median(releases.map(({ timings }) => timings[stage] ?? 0)).toFixed(1)} ms`)
    .join(', ');
}
