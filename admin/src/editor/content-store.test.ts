import { describe, expect, it, vi } from 'vitest';
import { createContentStore } from './content-store.ts';

describe('what is typed in a window', () => {
  it('is read at any place, and changes only what is written', () => {
    const touch = vi.fn<() => void>();
    const seo = { title: 'Seen' };
    const store = createContentStore({ title: 'Old', seo, links: [{ href: 'a' }, { href: 'b' }] }, touch);
    store.set(['links', 1, 'href'], 'c');
    expect(store.get(['links', 1, 'href'])).toBe('c');
    expect(store.get(['seo'])).toBe(seo);
    expect(store.get(['nothing', 2, 'here'])).toBeUndefined();
    expect(store.read()).toEqual({ title: 'Old', seo, links: [{ href: 'a' }, { href: 'c' }] });
    expect(touch).toHaveBeenCalledOnce();
  });

  it('is not touched by what it is already', () => {
    const touch = vi.fn<() => void>();
    const store = createContentStore({ title: 'Same' }, touch);
    const told = vi.fn<() => void>();
    store.subscribe(told);
    store.set(['title'], 'Same');
    expect(touch).not.toHaveBeenCalled();
    expect(told).not.toHaveBeenCalled();
  });

  it('loses a field that is emptied, and makes what is missing on the way', () => {
    const store = createContentStore({ title: 'Old' }, () => {});
    store.set(['title'], undefined);
    store.set(['seo', 'title'], 'New');
    expect(store.read()).toEqual({ seo: { title: 'New' } });
  });

  it('is written late where that takes a while, once, before anybody reads', () => {
    const touch = vi.fn<() => void>();
    const store = createContentStore({}, touch);
    const write = vi.fn<() => void>(() => store.set(['body'], 'Long.'));
    store.setLater('body', () => store.set(['body'], 'Forgotten.'));
    store.setLater('body', write);
    expect(touch).toHaveBeenCalledTimes(2);
    expect(store.read()).toEqual({ body: 'Long.' });
    expect(store.read()).toEqual({ body: 'Long.' });
    expect(write).toHaveBeenCalledOnce();
    expect(touch).toHaveBeenCalledTimes(2);
  });

  it('is told what comes from elsewhere, which nobody has typed', () => {
    const touch = vi.fn<() => void>();
    const store = createContentStore({ title: 'Old' }, touch);
    const told = vi.fn<() => void>();
    const forget = store.subscribe(told);
    store.show({ title: 'From elsewhere' });
    expect(store.get(['title'])).toBe('From elsewhere');
    expect(told).toHaveBeenCalledOnce();
    forget();
    store.show({ title: 'Later' });
    expect(told).toHaveBeenCalledOnce();
    expect(touch).not.toHaveBeenCalled();
  });
});
