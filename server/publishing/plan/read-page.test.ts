import { expect, test } from 'vitest';
import type { RenderedPage } from '../render/protocol.ts';
import { textOfPage, type ReadPart } from './read-page.ts';

const PAGE = { status: 200, contentType: 'text/html; charset=utf-8' };
const read = (page: Pick<RenderedPage, 'bytes' | 'contentType' | 'status'>, part?: ReadPart): string | null =>
  textOfPage(page as RenderedPage, part);

test('reads a page line by line, as a visitor does', () => {
  const bytes = Buffer.from('<h1>A walk</h1><p>By <em>the</em> lake</p><script>let a</script>');
  expect(read({ ...PAGE, bytes })).toBe('A walk\nBy the lake\n');
});

test('reads nothing where the page leads elsewhere, and nothing of media, whose bytes it is not given', () => {
  expect(read({ ...PAGE, status: 301, bytes: Buffer.from('<p>Moved</p>') })).toBeNull();
  expect(read({ status: 200, contentType: 'image/jpeg', bytes: null })).toBeNull();
});

test('reads the main part alone, where the page says which that is', () => {
  const framed = Buffer.from(
    '<nav>Home</nav><main><h1>A walk</h1><p>By the lake</p></main><footer>Us</footer>',
  );
  expect(read({ ...PAGE, bytes: framed }, 'main')).toBe('A walk\nBy the lake\n');
  const bare = Buffer.from('<nav>Home</nav><p>By the lake</p>');
  expect(read({ ...PAGE, bytes: bare }, 'main')).toBe('Home\nBy the lake\n');
});
