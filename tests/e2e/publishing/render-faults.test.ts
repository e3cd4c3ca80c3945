import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRenderPool } from '../../../server/publishing/render/render-pool.ts';
import { createProject } from './publishing-fixture.ts';
import { openRendering } from './render-fixture.ts';
import type { Rendering } from './render-fixture.ts';
import { contentModel } from './test-site/content-model.ts';

// Each test starts workers that load the templates: a busy machine takes its time.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describe('a page that takes its worker down', () => {
  const project = createProject();
  const logged: { path?: string; reason?: string }[] = [];
  let rendering: Rendering;
  /** With room for a page that takes its time: on a busy machine, much memory is not taken in two seconds. */
  let patient: Rendering;

  beforeAll(async () => {
    const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
    rendering = await openRendering(project.root, contentModel, { log, pageTimeoutMs: 2_000 });
    patient = await openRendering(project.root, contentModel, { log, pageTimeoutMs: 60_000 });
  });
  afterAll(async () => {
    await patient.close();
    await rendering.close();
    project.remove();
  });
  beforeEach(() => logged.splice(0));

  it.each([
    ['endless', 'timed-out', /not finished after 2 s/],
    ['leave', 'worker-died', /exit code 3/],
    ['grow', 'worker-died', /memory/],
  ])(
    'at "%s" is tried once more, then named with its template, and keeps no other page',
    async (tag, reason, message) => {
      const path = `/tags/${tag}/`;
      const own = tag === 'grow' ? patient : rendering;
      const results = await own.results(['/', path, '/feed/', '/new/']);
      expect(results.map(({ kind, path: rendered }) => [rendered, kind])).toEqual([
        ['/', 'rendered'],
        [path, 'failed'],
        ['/feed/', 'rendered'],
        ['/new/', 'rendered'],
      ]);
      expect(results[1]).toMatchObject({
        error: {
          reason,
          message: expect.stringMatching(message),
          template: expect.stringContaining('pages/tags/[tag].astro'),
        },
      });
      expect(logged.map((line) => [line.path, line.reason])).toEqual([
        [path, reason],
        [path, reason],
      ]);
    },
  );

  it('is not reported where the worker was stopped in the middle, since nobody waits any more', async () => {
    const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
    const other = await openRendering(project.root, contentModel, { log });
    const [rendered] = await Promise.allSettled([other.results(['/tags/endless/']), other.close()]);
    expect(rendered).toMatchObject({ status: 'rejected', reason: { message: 'The renderer was closed' } });
    expect(logged).toEqual([]);
  });

  it.each([
    ['endless', 6],
    ['count', 7],
    ['call', 8],
  ])('without end at "%s" is named with the file and the line where it is', async (tag, line) => {
    const { stack, template } = await rendering.fail(`/tags/${tag}/`);
    expect(template).toBe(`site/pages/tags/[tag].astro:${line}`);
    expect(stack).toContain(`(site/pages/tags/[tag].astro:${line}:`);
    expect(stack).not.toContain('node:');
  });

  it('is ended by nobody but itself, at whatever moment of its start and of its first page it is stopped', async () => {
    const terminate = vi.spyOn(Worker.prototype, 'terminate');
    const { build, cacheFile } = rendering;
    const setup = { build, cacheFile, model: contentModel, log: pino({ level: 'silent' }), threads: 1 };
    for (let moment = 0; moment < 20; moment += 1) {
      const pool = createRenderPool(setup);
      const pages = Promise.allSettled([
        pool.renderPages({ basis: rendering.basis(), paths: ['/', '/new/'] }),
      ]);
      await delay(moment * 15);
      await Promise.all([pool.close(), pages]);
    }
    expect(terminate).not.toHaveBeenCalled();
    terminate.mockRestore();
  });
});
