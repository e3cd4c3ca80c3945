import { expect, test } from 'vitest';
import { returnMemory } from '../return-memory.ts';
import { createPageCsp } from '../template-build/page-csp.ts';
import { findLinks } from './links.ts';

const PAGES = 200;
const PAGE_LENGTH = 200_000;
/** All pages together are more than three times as large. */
const KEPT_MAX = 12_000_000;

const NOTHING = { resources: [], hashes: [], strictDynamic: false };
const finish = createPageCsp({
  csp: {
    algorithm: 'SHA-256',
    cspDestination: 'meta',
    directives: [],
    scriptDirective: NOTHING,
    styleDirective: NOTHING,
  } as unknown as Parameters<typeof createPageCsp>[0]['csp'],
  configured: [],
  mark: 'data-inline-0',
});

test.each([
  {
    name: 'links',
    render: (page: string) =>
      void findLinks({
        path: '/page/',
        siteUrl: 'https://site.example',
        contentType: 'text/html',
        bytes: Buffer.from(page),
        location: null,
      }),
  },
  { name: 'hashes of inline scripts', render: (page: string) => void finish(page) },
])('no page stays in memory for the $name that are remembered of it', ({ render }) => {
  const before = usedMemory();
  for (let index = 0; index < PAGES; index += 1) render(pageOf(index));
  expect(usedMemory() - before).toBeLessThan(KEPT_MAX);
});

function pageOf(index: number): string {
  const own = `<a href="/posts/a-post-of-its-own-${index}/"></a><script type="application/ld+json">{"number":${index}}</script>`;
  return own + String(index % 10).repeat(PAGE_LENGTH);
}

function usedMemory(): number {
  returnMemory();
  return process.memoryUsage().heapUsed;
}
