/** How long each stage of a release has taken, in milliseconds. */
export type Stages = { timings: Record<string, number>; end(stage: string): void };

export function startStages(): Stages {
  const timings: Record<string, number> = {};
  let startedAt = performance.now();
  return {
    timings,
    end: (stage) => {
      const now = performance.now();
      timings[stage] = Math.round((now - startedAt) * 10 + (timings[stage] ?? 0) * 10) / 10;
      startedAt = now;
    },
  };
}
