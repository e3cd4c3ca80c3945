import { describe, expect, it } from 'vitest';
import { readPageMessage } from './page-messages.ts';

const frame = { name: 'the frame' } as unknown as Window;
const clicked = { text: 'Words', nth: 0, after: '', skip: 0 };

describe('what a page in the frame says', () => {
  it('is where it is, and what was clicked on', () => {
    const page = { kind: 'stillpress:page', path: '/blog/', title: 'Blog' };
    expect(readPageMessage({ data: page, source: frame }, frame)).toEqual({
      kind: 'page',
      path: '/blog/',
      title: 'Blog',
    });
    const click = { kind: 'stillpress:clicked', ...clicked };
    expect(readPageMessage({ data: click, source: frame }, frame)).toEqual({ kind: 'clicked', clicked });
  });

  it.each(['stillpress:saved', 'stillpress:ended'])('is that it has to be made anew: %s', (kind) => {
    expect(readPageMessage({ data: { kind }, source: frame }, frame)).toEqual({ kind: 'outdated' });
  });

  it('is heard from no other window', () => {
    const data = { kind: 'stillpress:clicked', ...clicked };
    expect(readPageMessage({ data, source: {} as Window }, frame)).toBeNull();
    expect(readPageMessage({ data, source: null }, null)).toBeNull();
  });

  it.each([
    null,
    'stillpress:page',
    { kind: 'stillpress:page', path: 'https://elsewhere.example/', title: '' },
    { kind: 'stillpress:page', path: '/', title: 7 },
    { kind: 'stillpress:clicked', ...clicked, nth: -1 },
    { kind: 'stillpress:clicked', ...clicked, text: 'x'.repeat(5_000) },
  ])('is nothing else: %j', (data) => {
    expect(readPageMessage({ data, source: frame }, frame)).toBeNull();
  });
});
