import { expect, test } from 'vitest';
import { beginGraph, renderDirty } from '../../../content-cache/pages/test-pages.ts';
import { openTestCache } from '../../../content-cache/test-content.ts';
import type { PageResult } from '../render/protocol.ts';
import type { RenderPool } from '../render/render-pool.ts';
import type { TemplateBuild } from '../template-build/template-build.ts';
import { samplePages } from './sample-pages.ts';

const NOW = { now: new Date('2026-03-01T12:00:00Z') };

const withCache = async <T>(work: () => Promise<T>): Promise<T> => await work();

test.each([
  ['timed-out', { undecided: 1, alarms: 0 }],
  ['worker-died', { undecided: 1, alarms: 0 }],
  ['template-threw', { undecided: 0, alarms: 1 }],
] as const)('a page that failed since %s says %o', async (reason, { alarms, undecided }) => {
  const { cache } = openTestCache();
  const graph = beginGraph(cache, ['/']);
  renderDirty(cache, graph, { '/': {} });
  const error = { reason, message: 'It failed.', template: null, stack: null };
  const pool: RenderPool = {
    renew: () => {},
    prepare: () => {},
    close: async () => {},
    renderPages: async ({ paths }) => paths.map((path): PageResult => ({ kind: 'failed', path, error })),
  };
  const rows = cache.pages.sample(graph.graphId, 1);
  const build = { id: 'build' } as TemplateBuild;
  const sampled = await samplePages({ cache, withCache, graph, build, pool, rows }, NOW);
  expect(sampled).toMatchObject({ rendered: 1, undecided });
  expect(sampled.alarms).toHaveLength(alarms);
});
