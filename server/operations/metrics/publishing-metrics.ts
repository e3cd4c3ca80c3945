import { Counter, Gauge, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import { readReleaseLag } from '../../store/release-lag.ts';
import type { Reading } from './reading.ts';

const STAGE_SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 30, 120];

export type Released = {
  reason: string;
  pagesRendered: number;
  created: number;
  changed: number;
  removed: number;
  /** Milliseconds by stage. */
  timings: Readonly<Record<string, number>>;
};

/** What this process, if it publishes, says of itself. */
export type PublishingState = { problem: object | null; templateProblem: object | null; alarms: number };

type Sources = { target: string; publishing: () => PublishingState | null };

export function createPublishingMetrics(
  registry: Registry,
  { publishing, target }: Sources,
): Reading & { released: (release: Released) => void } {
  const registers = [registry];
  const stages = new Histogram({
    name: 'stillpress_release_stage_seconds',
    help: 'What the stages of the releases of this process took: follow, render, compare, record, write, target, pages.',
    labelNames: ['stage'],
    buckets: STAGE_SECONDS,
    registers,
  });
  const releases = new Counter({
    name: 'stillpress_releases_total',
    help: 'Releases that this process has made, by why.',
    labelNames: ['reason'],
    registers,
  });
  const rendered = new Counter({
    name: 'stillpress_pages_rendered_total',
    help: 'Pages that this process has rendered for releases.',
    registers,
  });
  const files = new Counter({
    name: 'stillpress_files_released_total',
    help: 'Files that releases of this process have created, changed and removed.',
    labelNames: ['what'],
    registers,
  });
  const head = new Gauge({
    name: 'stillpress_publication_seq',
    help: 'The newest publication in the log.',
    registers,
  });
  const shown = new Gauge({
    name: 'stillpress_released_seq',
    help: 'The publication up to which visitors see all of them.',
    registers,
  });
  const lag = new Gauge({
    name: 'stillpress_release_lag_seconds',
    help: 'How long the oldest publication that visitors do not see has been waiting; 0 where they see all.',
    registers,
  });
  const troubles = new Gauge({
    name: 'stillpress_publishing_trouble',
    help: '1 where the publisher of this process cannot release what is published, cannot use the templates, or has found pages that are not what they should be.',
    labelNames: ['kind'],
    registers,
  });
  return {
    released: ({ changed, created, pagesRendered, reason, removed, timings }) => {
      for (const [stage, ms] of Object.entries(timings)) stages.observe({ stage }, ms / 1_000);
      releases.inc({ reason });
      rendered.inc(pagesRendered);
      for (const [what, count] of Object.entries({ created, changed, removed })) files.inc({ what }, count);
    },
    forget: () => {
      for (const gauge of [head, shown, lag]) gauge.remove();
      tellTroubles(troubles, publishing());
    },
    read: async (db, now) => {
      const { headSeq, releasedSeq, waitsSince } = await readReleaseLag(db, { target });
      head.set(headSeq);
      shown.set(releasedSeq);
      lag.set(waitsSince === null ? 0 : Math.max(0, now.getTime() - Date.parse(waitsSince)) / 1_000);
    },
  };
}

function tellTroubles(troubles: Gauge<'kind'>, state: PublishingState | null): void {
  troubles.reset();
  if (state === null) return;
  troubles.set({ kind: 'release' }, state.problem === null ? 0 : 1);
  troubles.set({ kind: 'templates' }, state.templateProblem === null ? 0 : 1);
  troubles.set({ kind: 'pages' }, state.alarms > 0 ? 1 : 0);
}
