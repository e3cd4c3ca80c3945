import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SampleSite } from '../content/sample-site.ts';
import { createBenchFolder } from '../site/bench-folder.ts';
import { countPages } from './count-pages.ts';
import type { Peer } from './peer.ts';
import { runBuild } from './run-build.ts';
import { aboutPage, postFile, writePosts } from './write-markdown.ts';

const ROOT = join(import.meta.dirname, '../..');
const STYLES = ['base.css', 'rich-text.css', 'print.css'];

export type AstroPeer = Peer & {
  /** Builds once more, and counts the pages that were taken from the build before. */
  countRestored(): Promise<number>;
};

/** A static site over content collections, built by the very Astro that builds our templates. */
export function openAstro(content: SampleSite, { incremental }: { incremental: boolean }): AstroPeer {
  const { path: folder, remove: removeFolder } = createBenchFolder('astro');
  writeProject(folder, content);
  const { version } = createRequire(import.meta.url)('astro/package.json') as { version: string };
  // The log level is part of the configuration that an incremental build compares: it must not change between two of them.
  const options = incremental ? [] : ['--silent'];
  const build = (onOutput?: (text: string) => void): Promise<number> =>
    runBuild({
      command: [process.execPath, join(ROOT, 'node_modules/astro/bin/astro.mjs'), 'build', ...options],
      cwd: folder,
      env: {
        ASTRO_TELEMETRY_DISABLED: '1',
        NODE_ENV: 'production',
        INCREMENTAL: incremental ? 'yes' : 'no',
      },
      ...(onOutput && { onOutput }),
    });
  return {
    name: 'astro',
    version,
    build: async ({ fresh }) => {
      // Astro empties dist/ itself; what it remembers is in the other two.
      if (fresh) for (const name of ['dist', '.cache', '.astro']) remove(join(folder, name));
      const ms = await build();
      return { ms, pages: countPages(join(folder, 'dist')) };
    },
    countRestored: async () => {
      let output = '';
      await build((text) => (output += text));
      return output.split('(restored)').length - 1;
    },
    editPost: (index, paragraph) =>
      appendFileSync(postFile(join(folder, 'content'), index), `\n\n${paragraph}\n`),
    readPost: (index) => readFileSync(join(folder, `dist/blog/post-${index + 1}/index.html`), 'utf8'),
    remove: removeFolder,
  };
}

function writeProject(folder: string, content: SampleSite): void {
  cpSync(join(import.meta.dirname, 'astro/test-site'), folder, { recursive: true });
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module", "private": true }\n');
  writeFileSync(join(folder, 'tsconfig.json'), '{ "extends": "astro/tsconfigs/base" }\n');
  mkdirSync(join(folder, 'src/styles'));
  for (const style of STYLES) cpSync(join(ROOT, 'site/styles', style), join(folder, 'src/styles', style));
  mkdirSync(join(folder, 'content/pages'), { recursive: true });
  writeFileSync(join(folder, 'content/pages/about.md'), aboutPage());
  for (const name of ['tags', 'authors'] as const) {
    const terms = content[name].map((term) => ({ ...term, id: term.slug }));
    writeFileSync(join(folder, `content/${name}.json`), JSON.stringify(terms));
  }
  writePosts(join(folder, 'content'), content, 'slugs');
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
