import { beforeEach, expect, test, vi } from 'vitest';
import { published, readerOf, TEST_CLOCK, testPost } from './test-content.ts';

/** A read outside a render spoils what is in memory for good: each test takes the modules afresh. */
async function freshModules() {
  vi.resetModules();
  delete (globalThis as { [key: symbol]: unknown })[Symbol.for('stillpress.render-context')];
  const context = await import('./render-context.ts');
  const reads = await import('./recorded-reads.ts');
  return { ...context, ...reads };
}

let modules: Awaited<ReturnType<typeof freshModules>>;
beforeEach(async () => {
  modules = await freshModules();
});

test('content read outside a render throws and says why', () => {
  expect(() => modules.readPath('a')).toThrow(
    /outside the rendering of a page, for example at the top level of a module/,
  );
});

test('no page is made after content was read outside a render, since it may hold what was read', async () => {
  expect(() => modules.readPath('a')).toThrow(/outside the rendering/);
  const context = { reader: readerOf(), reads: [], clock: TEST_CLOCK, failure: undefined };
  await expect(modules.runInRenderContext(context, () => Promise.resolve('page'))).rejects.toThrow(
    /outside the rendering/,
  );
});

test('content read after its page is done throws', async () => {
  const context = {
    reader: readerOf(published(testPost('a'))),
    reads: [],
    clock: TEST_CLOCK,
    failure: undefined,
  };
  let later = Promise.resolve('');
  await modules.runInRenderContext(context, () => {
    later = new Promise((resolve) => setTimeout(resolve, 5)).then(() => modules.readPath('a') ?? '');
    return Promise.resolve('page');
  });
  await expect(later).rejects.toThrow(/after its page had been rendered/);
  expect(context.reads).toEqual([]);
});

test('two copies of this module, as in the bundle of a site and outside of it, share one context', async () => {
  vi.resetModules();
  const bundled = await import('./recorded-reads.ts');
  expect(bundled.readPath).not.toBe(modules.readPath);
  const context = {
    reader: readerOf(published(testPost('a'))),
    reads: [],
    clock: TEST_CLOCK,
    failure: undefined,
  };
  const path = await modules.runInRenderContext(context, () => Promise.resolve(bundled.readPath('a')));
  expect(path).toBe('/blog/a/');
  expect(context.reads).toHaveLength(1);
});

test('the clock is read at a grain, and the page depends on it', async () => {
  const context = { reader: readerOf(), reads: [], clock: TEST_CLOCK, failure: undefined };
  const years = await modules.runInRenderContext(context, () => Promise.resolve(modules.readClock('year')));
  expect(years).toBe('2026');
  expect(context.reads).toEqual([
    { question: '{"grain":"year","kind":"clock"}', digest: '2026', window: null },
  ]);
  expect(() => modules.readClock('day')).toThrow(/outside the rendering/);
});
