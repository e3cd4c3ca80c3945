import { expect, test } from 'vitest';
import type { RenderedPage } from '../render/protocol.ts';
import { textOfPage } from './read-page.ts';

const PAGE = { status: 200, contentType: 'text/html; charset=utf-8' };
const read = (page: Pick<RenderedPage, 'bytes' | 'contentType' | 'status'>): string | null =>
  textOfPage(page as RenderedPage);

test('reads a page line by line, as a visitor does', () => {
  const bytes = Buffer.from('<h1>A walk</h1><p>By <em>the</em> lake</p><script>let a</script>');
  expect(read({ ...PAGE, bytes })).toBe('A walk\nBy the lake\n');
});

test('reads nothing where the page leads elsewhere, and nothing of media, whose bytes it is not given', () => {
  expect(read({ ...PAGE, status: 301, bytes: Buffer.from('<p>Moved</p>') })).toBeNull();
  expect(read({ status: 200, contentType: 'image/jpeg', bytes: null })).toBeNull();
});
