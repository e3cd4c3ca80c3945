import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openContentCache } from '../../../content-cache/cache.ts';
import type { ContentModel } from '../../../model/content-model.ts';
import type { ClockValues } from '../../../model/publication.ts';
import type { Log } from '../../../server/log.ts';
import type {
  PageResult,
  RenderBasis,
  RenderedPage,
  RenderError,
} from '../../../server/publishing/render/protocol.ts';
import { createPublicMedia } from '../../../server/public-media.ts';
import { createRenderPool } from '../../../server/publishing/render/render-pool.ts';
import { buildTemplates } from '../../../server/publishing/template-build/build-templates.ts';
import type { TemplateBuild } from '../../../server/publishing/template-build/template-build.ts';
import { quietLog, SITE_URL } from './publishing-fixture.ts';

export const CLOCK: ClockValues = { year: '2026', day: '2026-11-27', hour: '2026-11-27T20' };

export type Page = Omit<RenderedPage, 'bytes'> & { text: string };

export type Rendering = {
  build: TemplateBuild;
  cacheFile: string;
  basis(): RenderBasis;
  /** The page; throws where it could not be rendered. */
  render(path: string): Promise<Page>;
  /** Why the page could not be rendered; throws where it could. */
  fail(path: string): Promise<RenderError>;
  results(paths: readonly string[]): Promise<PageResult[]>;
  close(): Promise<void>;
};

export async function buildIn(projectRoot: string, dataDir: string): Promise<TemplateBuild> {
  const templateKey = Buffer.alloc(32, 7).toString('base64');
  return await buildTemplates({ projectRoot, dataDir, siteUrl: SITE_URL, templateKey, log: quietLog });
}

/** The project's templates, built and rendered in a real render worker, with nothing published. */
export async function openRendering(
  projectRoot: string,
  model: ContentModel,
  more: { log?: Log; pageTimeoutMs?: number } = {},
): Promise<Rendering> {
  const folder = mkdtempSync(join(tmpdir(), 'stillpress-rendering-'));
  const build = await buildIn(projectRoot, folder);
  const cacheFile = join(folder, 'content-cache.sqlite');
  const cache = openContentCache({ file: cacheFile, model });
  const media = createPublicMedia({
    dataDir: folder,
    mediaStore: { kind: 'disk', root: join(folder, 'media') },
  });
  const renderer = createRenderPool({ build, threads: 1, cacheFile, model, media, log: quietLog, ...more });
  const basis = (): RenderBasis => ({ ...cache.position(), clock: CLOCK });
  async function results(paths: readonly string[]): Promise<PageResult[]> {
    return await renderer.renderPages({ basis: basis(), paths });
  }
  async function result(path: string): Promise<PageResult> {
    const [only] = await results([path]);
    if (only === undefined) throw new Error(`There is no result for ${path}`);
    return only;
  }
  return {
    build,
    cacheFile,
    basis,
    results,
    render: async (path) => {
      const page = await result(path);
      if (page.kind === 'failed') throw new Error(page.error.message, { cause: page.error });
      return { ...page, text: Buffer.from(page.bytes ?? []).toString('utf8') };
    },
    fail: async (path) => {
      const page = await result(path);
      if (page.kind === 'rendered')
        throw new Error(`It was rendered: ${Buffer.from(page.bytes ?? []).toString()}`);
      return page.error;
    },
    close: async () => {
      await renderer.close();
      cache.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
