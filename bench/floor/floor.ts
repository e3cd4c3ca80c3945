import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BenchSite } from '../site/bench-site.ts';
import type { FinishedRelease } from '../site/release-of.ts';
import { openRowCommits } from './commit-rows.ts';
import { openPageRenderer } from './render-pages.ts';
import { createFileWriter } from './write-files.ts';

/**
 * What a publication costs without an engine: one durable commit, one warm render of each page that changed, and write, fsync and
 * rename of the files that changed. Which pages those are is read from the engine's release.
 */
export type Floor = {
  measure(release: FinishedRelease): Promise<FloorMeasured>;
  close(): void;
};

export type FloorMeasured = {
  ms: number;
  commitMs: number;
  renderMs: number;
  writeMs: number;
  /** Pages that this process rendered to other bytes than the engine published. */
  differing: number;
};

/** V8 takes some hundred renders to compile what they run through. */
const WARM_UP_PAGES = 300;
const COMPRESSED_EXTENSIONS = ['.gz', '.br'];

export async function openFloor(site: BenchSite, release: FinishedRelease): Promise<Floor> {
  const folder = join(site.dataDir, 'floor');
  mkdirSync(folder);
  const commits = openRowCommits(folder);
  const pages = openPageRenderer(site);
  const files = createFileWriter(join(folder, 'files'));
  const post = site.content.post(0).fields;
  await pages.render(release, Array<string>(WARM_UP_PAGES).fill(`/blog/${post.slug}/`));
  return {
    measure: async (changed) => {
      const rows = changed.files.filter(({ change }) => change !== 'removed');
      const bytes = rows.flatMap(({ path }) => filesOf(site, path));
      const commitMs = await timed(() => commits.commit(changed.files.length));
      const rendered = await pages.render(
        changed,
        rows.map(({ path }) => path),
      );
      const writeMs = await timed(() => files.write(bytes));
      return {
        ms: commitMs + rendered.ms + writeMs,
        commitMs,
        renderMs: rendered.ms,
        writeMs,
        differing: rows.filter(({ after }, index) => after?.hash !== rendered.hashes[index]).length,
      };
    },
    close: () => {
      commits.close();
      pages.close();
    },
  };
}

async function timed(work: () => void | Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The file behind a public path and those of its compressed forms that the engine wrote. */
function filesOf({ targetRoot }: BenchSite, path: string): Uint8Array[] {
  const file = join(targetRoot, 'live', path.endsWith('/') ? `${path}index.html` : path);
  return ['', ...COMPRESSED_EXTENSIONS].flatMap((extension) => {
    try {
      return [readFileSync(file + extension)];
    } catch (error) {
      if (extension !== '' && error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
      throw error;
    }
  });
}
