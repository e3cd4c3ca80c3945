import { afterEach, describe, expect, it, vi } from 'vitest';
import { createLog } from '../../log.ts';
import { createReadyPages } from './ready-pages.ts';

const PAGE = { ticket: 's.1', path: '/a/' };
const log = createLog({ logLevel: 'silent' });

afterEach(() => {
  vi.useRealTimers();
});

/** A page whose draft is saved by hand. */
function openPage() {
  const saved = { version: '1' };
  const render = vi.fn<() => Promise<string>>(async () => `page of ${saved.version}`);
  const pages = createReadyPages<string>({ log });
  const look = vi.fn<() => Promise<{ fingerprint: string; render: () => Promise<string> }>>(async () => ({
    fingerprint: saved.version,
    render,
  }));
  const close = pages.open({ ...PAGE, look }, saved.version);
  const save = async (version: string): Promise<void> => {
    saved.version = version;
    pages.forget();
    await pages.make();
  };
  return { close, look, pages, render, save };
}

describe('a page that somebody has open', () => {
  it('is rendered once after a save, for all who ask', async () => {
    const { pages, render, save } = openPage();
    expect(pages.take(PAGE)).toBeNull();
    await save('2');
    expect(await Promise.all([pages.take(PAGE), pages.take(PAGE)])).toEqual(['page of 2', 'page of 2']);
    expect(render).toHaveBeenCalledTimes(1);
    expect(pages.take({ ...PAGE, ticket: 's.2' })).toBeNull();
    expect(pages.take({ ...PAGE, path: '/b/' })).toBeNull();
  });

  it('goes on being rendered for the other window, when one of two is closed', async () => {
    const { close, look, pages, save } = openPage();
    const closeOther = pages.open({ ...PAGE, look }, '1');
    close();
    await save('2');
    expect(await pages.take(PAGE)).toBe('page of 2');
    closeOther();
    await save('3');
    expect(pages.take(PAGE)).toBeNull();
  });

  it('is not rendered for what changes nothing in it', async () => {
    const { pages, render, save } = openPage();
    await save('1');
    expect(pages.take(PAGE)).toBeNull();
    expect(render).not.toHaveBeenCalled();
  });

  it('is not given out once anything else was committed', async () => {
    const { pages, save } = openPage();
    await save('2');
    pages.forget();
    expect(pages.take(PAGE)).toBeNull();
  });

  it('is not given out where something was committed while its drafts were read', async () => {
    const { look, pages, render } = openPage();
    look.mockImplementation(async () => {
      pages.forget();
      return { fingerprint: '2', render };
    });
    await pages.make();
    expect(pages.take(PAGE)).toBeNull();
    expect(render).not.toHaveBeenCalled();
  });

  it('is not given out later than others may have changed it', async () => {
    vi.useFakeTimers({ toFake: ['performance'] });
    const { pages, save } = openPage();
    await save('2');
    vi.advanceTimersByTime(1_001);
    expect(pages.take(PAGE)).toBeNull();
  });

  it('is not kept once it is closed', async () => {
    const { close, pages, save } = openPage();
    close();
    await save('2');
    expect(pages.take(PAGE)).toBeNull();
  });

  it('says to whoever asks why it could not be rendered', async () => {
    const { pages, render, save } = openPage();
    render.mockRejectedValue(new Error('The template threw'));
    await save('2');
    await expect(pages.take(PAGE)).rejects.toThrow('The template threw');
  });

  it('is rendered when it is asked for where its drafts cannot be read', async () => {
    const { look, pages, save } = openPage();
    look.mockRejectedValueOnce(new Error('The database is gone'));
    await save('2');
    expect(pages.take(PAGE)).toBeNull();
    await save('3');
    expect(await pages.take(PAGE)).toBe('page of 3');
  });
});
