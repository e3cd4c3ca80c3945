import { afterEach, describe, expect, it, vi } from 'vitest';
import { createReadyPages } from './ready-pages.ts';

const PAGE = { ticket: 's.1', path: '/a/' };

afterEach(() => {
  vi.useRealTimers();
});

function somePages() {
  const pages = createReadyPages<string>();
  let rendered = 0;
  const render = vi.fn<() => Promise<string>>(async () => `page ${(rendered += 1)}`);
  return { pages, render, make: (of = 'saved once') => pages.make({ ...PAGE, render }, of) };
}

describe('a page that is rendered ahead', () => {
  it('is rendered once, for all windows that have it and all who ask', async () => {
    const { make, pages, render } = somePages();
    expect(pages.take(PAGE)).toBeNull();
    make();
    make();
    expect(await Promise.all([pages.take(PAGE), pages.take(PAGE)])).toEqual(['page 1', 'page 1']);
    expect(render).toHaveBeenCalledTimes(1);
    expect(pages.take({ ...PAGE, ticket: 's.2' })).toBeNull();
    expect(pages.take({ ...PAGE, path: '/b/' })).toBeNull();
  });

  it('is not given out once anything was committed', async () => {
    const { make, pages } = somePages();
    make();
    pages.forget();
    expect(pages.take(PAGE)).toBeNull();
    make();
    expect(await pages.take(PAGE)).toBe('page 2');
  });

  it('makes way for a newer one, where another process saved once more', async () => {
    const { make, pages } = somePages();
    make('saved once');
    make('saved twice');
    expect(await pages.take(PAGE)).toBe('page 2');
  });

  it('is not given out later than others may have changed it', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { make, pages } = somePages();
    make();
    vi.advanceTimersByTime(1_001);
    expect(pages.take(PAGE)).toBeNull();
  });

  it('is one of few, and those that nobody has taken make room for others', () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { pages, render } = somePages();
    const makeMany = (): void => {
      for (let nth = 0; nth < 20; nth += 1)
        pages.make({ ticket: 's.1', path: `/${nth}/`, render }, 'saved once');
    };
    makeMany();
    expect(render).toHaveBeenCalledTimes(10);
    vi.advanceTimersByTime(1_001);
    makeMany();
    expect(render).toHaveBeenCalledTimes(20);
  });

  it('that cannot be rendered says so to whoever asks for it, and to nobody else', async () => {
    const { pages } = somePages();
    pages.make({ ...PAGE, render: () => Promise.reject(new Error('no such page')) }, 'saved once');
    await expect(pages.take(PAGE)).rejects.toThrow('no such page');
  });
});
