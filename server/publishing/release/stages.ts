/** How long each stage of a release has taken, in milliseconds. */
export type Stages = {
  timings: Record<string, number>;
  /** The stage has lasted from the end of the one before until now, and `earlierMs` before that. */
  end(stage: string, earlierMs?: number): void;
};

export function startStages(): Stages {
  const timings: Record<string, number> = {};
  let startedAt = performance.now();
  return {
    timings,
    end: (stage, earlierMs = 0) => {
      const now = performance.now();
      const ms = (timings[stage] ?? 0) + earlierMs + now - startedAt;
      timings[stage] = Math.round(ms * 10) / 10;
      startedAt = now;
    },
  };
}
