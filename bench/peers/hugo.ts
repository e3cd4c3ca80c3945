import { spawnSync } from 'node:child_process';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SampleSite } from '../content/sample-site.ts';
import { createBenchFolder } from '../site/bench-folder.ts';
import { installPackage } from './install-package.ts';
import { countPages } from './count-pages.ts';
import type { Peer } from './peer.ts';
import { runBuild } from './run-build.ts';
import { aboutPage, markdownFile, postFile, writePosts } from './write-markdown.ts';

const ROOT = join(import.meta.dirname, '../..');

/** The machine's own Hugo; null where it has none and, as root on Debian, none can be installed. */
export function openHugo(content: SampleSite): Peer | null {
  const version = hugoVersion() ?? (installPackage('hugo') ? hugoVersion() : null);
  if (version === null) return null;
  const { path: folder, remove: removeFolder } = createBenchFolder('hugo');
  writeProject(folder, content);
  return {
    name: 'hugo',
    version,
    build: async ({ fresh }) => {
      if (fresh) for (const name of ['public', 'resources']) remove(join(folder, name));
      const ms = await runBuild({ command: ['hugo', '--quiet'], cwd: folder });
      return { ms, pages: countPages(join(folder, 'public')) };
    },
    editPost: (index, paragraph) =>
      appendFileSync(postFile(join(folder, 'content'), index), `\n\n${paragraph}\n`),
    readPost: (index) => readFileSync(join(folder, `public/blog/post-${index + 1}/index.html`), 'utf8'),
    remove: removeFolder,
  };
}

function hugoVersion(): string | null {
  const { status, stdout } = spawnSync('hugo', ['version'], { encoding: 'utf8' });
  return status === 0 ? (/v(\d[\d.]*)/.exec(stdout)?.[1] ?? 'unknown') : null;
}

function writeProject(folder: string, content: SampleSite): void {
  cpSync(join(import.meta.dirname, 'hugo/test-site'), folder, { recursive: true });
  mkdirSync(join(folder, 'static'));
  cpSync(join(ROOT, 'site/styles/base.css'), join(folder, 'static/site.css'));
  writePosts(join(folder, 'content'), content, 'names');
  writeFileSync(join(folder, 'content/blog/_index.md'), markdownFile({ title: 'Writing' }, ''));
  writeFileSync(join(folder, 'content/about.md'), aboutPage());
  for (const kind of ['tags', 'authors'] as const)
    for (const { slug, ...term } of content[kind]) {
      const description = 'description' in term ? term.description : '';
      mkdirSync(join(folder, 'content', kind, slug), { recursive: true });
      writeFileSync(
        join(folder, 'content', kind, slug, '_index.md'),
        markdownFile({ title: term.name, description }, ''),
      );
    }
}

function remove(path: string): void {
  rmSync(path, { recursive: true, force: true });
}
