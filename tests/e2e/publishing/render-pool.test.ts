import { availableParallelism } from 'node:os';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createRenderPool } from '../../../server/publishing/render/render-pool.ts';
import type {
  RenderPool,
  RenderPoolOptions,
  RenderPriority,
} from '../../../server/publishing/render/render-pool.ts';
import { createProject, quietLog } from './publishing-fixture.ts';
import { openRendering } from './render-fixture.ts';
import type { Rendering } from './render-fixture.ts';
import { contentModel } from './test-site/content-model.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe('the render pool', () => {
  const project = createProject();
  let rendering: Rendering;
  const pools: RenderPool[] = [];

  beforeAll(async () => {
    rendering = await openRendering(project.root, contentModel);
  });
  afterAll(async () => {
    await Promise.all(pools.map((pool) => pool.close()));
    await rendering.close();
    project.remove();
  });

  function open(options: Partial<RenderPoolOptions>): RenderPool {
    const { build, cacheFile } = rendering;
    const pool = createRenderPool({ build, cacheFile, model: contentModel, log: quietLog, ...options });
    pools.push(pool);
    return pool;
  }

  it('renders a preview before a publication, and that before a rebuild, whoever came first', async () => {
    const pool = open({ threads: 1 });
    const order: string[] = [];
    const render = async (what: string, priority: RenderPriority): Promise<void> => {
      const onPage = (): number => order.push(what);
      await pool.renderPages({ basis: rendering.basis(), paths: ['/'], priority, onPage });
    };
    await Promise.all([
      render('under way', 'rebuild'),
      render('rebuild', 'rebuild'),
      render('publish', 'publish'),
      render('preview', 'preview'),
    ]);
    expect(order).toEqual(['under way', 'preview', 'publish', 'rebuild']);
  });

  it('answers address after address at which there is nothing, all by one worker', async () => {
    const warnings: string[] = [];
    const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) });
    const pool = open({ threads: 1, log });
    const gone = '01900000-0000-7000-8000-00000000abcd/0123456789abcdef0123456789abcdef';
    const paths = [
      '/_media/a',
      '/_media/b',
      `/_media/${gone}.pdf`,
      `/_media/${gone}-40x20.v1.webp`,
      '/nowhere/',
    ];
    const results = await pool.renderPages({ basis: rendering.basis(), paths });
    expect(results.map((result) => (result.kind === 'rendered' ? result.status : result.error))).toEqual(
      paths.map(() => 404),
    );
    expect(warnings).toEqual([]);
  });

  it('begins no more pages for whoever has been interrupted, and hands over those that were begun', async () => {
    const pool = open({ threads: 1 });
    let rendered = 0;
    const results = await pool.renderPages({
      basis: rendering.basis(),
      paths: Array.from({ length: 100 }, () => '/'),
      priority: 'rebuild',
      onPage: () => (rendered += 1),
      isInterrupted: () => rendered > 0,
    });
    expect(results.every(({ kind }) => kind === 'rendered')).toBe(true);
    expect(results.length).toBe(rendered);
    expect(rendered).toBeLessThan(50);
  });

  it.runIf(availableParallelism() > 1)(
    'has a worker for each core: one page keeps no other waiting',
    async () => {
      const pool = open({ pageTimeoutMs: 10_000 });
      const order: string[] = [];
      await pool.renderPages({
        basis: rendering.basis(),
        paths: ['/tags/endless/', '/'],
        onPage: ({ path }) => order.push(path),
      });
      expect(order).toEqual(['/', '/tags/endless/']);
    },
  );
});
