import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runInRenderContext } from '../../../content-cache/render-context.ts';
import type { ContentReader } from '../../../content-cache/reader.ts';
import type {
  TemplateBuild,
  TemplateRoute,
} from '../../../server/publishing/template-build/template-build.ts';
import { createProject, createStarterProject, SITE_URL } from './publishing-fixture.ts';
import { buildIn, CLOCK } from './render-fixture.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const project = createProject('feature-site');
const dataDir = mkdtempSync(join(tmpdir(), 'stillpress-fingerprints-'));
let before: TemplateBuild;

beforeAll(async () => {
  before = await buildIn(project.root, dataDir);
});
afterAll(() => {
  project.remove();
  rmSync(dataDir, { recursive: true, force: true });
});

type Edit = [file: string, from: string, to: string];

/** The build with these edits, and the routes whose fingerprint is another one by that. */
async function withEdits(edits: readonly Edit[]): Promise<{ after: TemplateBuild; changed: string[] }> {
  const sources = new Map<string, string>();
  try {
    for (const [file, from, to] of edits) {
      const path = join(project.root, file);
      const source = readFileSync(path, 'latin1');
      if (!sources.has(path)) sources.set(path, source);
      expect(source).toContain(from);
      writeFileSync(path, source.replace(from, to), 'latin1');
    }
    const after = await buildIn(project.root, dataDir);
    return { after, changed: changedRoutes(after) };
  } finally {
    for (const [path, source] of sources) writeFileSync(path, source, 'latin1');
  }
}

function changedRoutes(after: TemplateBuild): string[] {
  const known = new Map(before.routes.map(({ fingerprint, pattern }) => [pattern, fingerprint]));
  return patternsOf(after.routes.filter(({ fingerprint, pattern }) => known.get(pattern) !== fingerprint));
}

/** The fallback of a locale changes with the page that it shows. */
function patternsOf(routes: readonly TemplateRoute[]): string[] {
  return routes
    .filter(({ kind }) => kind !== 'fallback')
    .map(({ pattern }) => pattern)
    .sort();
}

describe('the fingerprint of a route', () => {
  it('changes with its page, what that imports, its pictures and islands, and its place in the configuration', async () => {
    const { changed } = await withEdits([
      ['site/pages/about.astro', 'About', 'About us'],
      ['site/pages/data.ts', '42', '43'],
      ['site/asks.ts', '?? 0', '?? 1'],
      ['site/assets/dot.png', 'IEND', 'iEND'],
      ['site/island/Counter.ts', 'count + 1', 'count + 2'],
      ['astro.config.mjs', 'guides/new', 'guides/newer'],
    ]);
    expect(changed).toEqual(['/', '/about', '/counting', '/data', '/old', '/refused/[what]']);
  });

  it('changes with the scoped style of a component it shows, and the bytes of no other page do', async () => {
    const { after, changed } = await withEdits([['site/components/Noisy.astro', '#654321', '#654322']]);
    expect(changed).toEqual(['/noisy']);
    await expectOnlyNoisyChanged(after);
  });

  it('changes with the inline script of a component it shows, and the bytes of no other page do', async () => {
    const { after, changed } = await withEdits([['site/components/Noisy.astro', '(script)', '(code)']]);
    expect(changed).toEqual(['/noisy']);
    await expectOnlyNoisyChanged(after);
  });

  it('changes with the scoped style of its layout', async () => {
    const { changed } = await withEdits([['site/layouts/Base.astro', '#123456', '#123457']]);
    expect(changed).toEqual([
      '/',
      '/404',
      '/about',
      '/counting',
      '/files/[...path]',
      '/guides/[slug]',
      '/noisy',
    ]);
  });

  it.each<[string, Edit]>([
    ['the middleware', ['site/middleware.ts', 'features', 'others']],
    ['the content security policy', ['astro.config.mjs', "default-src 'self'", "default-src 'none'"]],
    ['a hash that every policy has', ['astro.config.mjs', "'c'.repeat", "'d'.repeat"]],
    [
      'what makes islands work',
      ['site/island/client.ts', 'hydrateRoot(element,', 'hydrateRoot(element.children[0]!,'],
    ],
  ])('changes with %s, whatever the route', async (_, edit) => {
    expect((await withEdits([edit])).changed).toEqual(patternsOf(before.routes));
  });
});

async function expectOnlyNoisyChanged(after: TemplateBuild): Promise<void> {
  for (const path of ['/docs/', '/docs/about', '/docs/counting', '/docs/nowhere', '/docs/de/about']) {
    expect(await render(after, path)).toBe(await render(before, path));
  }
  expect(await render(after, '/docs/noisy')).not.toBe(await render(before, '/docs/noisy'));
}

describe('the first script of a site', () => {
  it('changes the route of its page alone', async () => {
    const plain = createProject('test-site');
    const plainDataDir = mkdtempSync(join(tmpdir(), 'stillpress-fingerprints-plain-'));
    try {
      const { routes } = await buildIn(plain.root, plainDataDir);
      const page = join(plain.root, 'site/pages/tags/[tag].astro');
      appendFileSync(page, "<script>document.title += '!';</script>");
      const after = await buildIn(plain.root, plainDataDir);
      const known = new Map(routes.map(({ fingerprint, pattern }) => [pattern, fingerprint]));
      const changed = after.routes.filter(({ fingerprint, pattern }) => known.get(pattern) !== fingerprint);
      expect(patternsOf(changed)).toEqual(['/tags/[tag]']);
    } finally {
      plain.remove();
      rmSync(plainDataDir, { recursive: true, force: true });
    }
  });
});

describe('a page more', () => {
  it('changes no route of the site that is delivered', async () => {
    const starter = createStarterProject();
    const starterDataDir = mkdtempSync(join(tmpdir(), 'stillpress-fingerprints-starter-'));
    try {
      const { routes } = await buildIn(starter.root, starterDataDir);
      writeFileSync(
        join(starter.root, 'site/pages/hello.astro'),
        '<p>Hello</p><script>console.log(1)</script>',
      );
      const after = await buildIn(starter.root, starterDataDir);
      const known = new Map(routes.map(({ fingerprint, pattern }) => [pattern, fingerprint]));
      const changed = after.routes.filter(({ fingerprint, pattern }) => known.get(pattern) !== fingerprint);
      expect(patternsOf(changed)).toEqual(['/de/hello', '/hello']);
    } finally {
      starter.remove();
      rmSync(starterDataDir, { recursive: true, force: true });
    }
  });
});

describe('the same templates in another folder', () => {
  it('have the same fingerprints and the same bytes', async () => {
    const elsewhere = createProject('feature-site');
    const otherDataDir = mkdtempSync(join(tmpdir(), 'stillpress-fingerprints-elsewhere-'));
    try {
      const other = await buildIn(elsewhere.root, otherDataDir);
      expect(other.routes).toEqual(before.routes);
      expect(other.assets).toEqual(before.assets);
      for (const path of ['/docs/', '/docs/noisy', '/docs/counting', '/docs/nowhere']) {
        expect(await render(other, path)).toBe(await render(before, path));
      }
    } finally {
      elsewhere.remove();
      rmSync(otherDataDir, { recursive: true, force: true });
    }
  });
});

/** No page of these reads content. */
const NO_CONTENT = {} as ContentReader;

async function render(build: TemplateBuild, path: string): Promise<string> {
  const bundle = (await import(pathToFileURL(build.entryFile).href)) as {
    render(request: Request): Promise<Response>;
  };
  const context = { reader: NO_CONTENT, reads: [], clock: CLOCK, failure: undefined };
  return await runInRenderContext(context, async () => {
    const response = await bundle.render(new Request(`${SITE_URL}${path}`));
    return `${response.status} ${await response.text()}`;
  });
}
