import { cpSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { linkRepository } from '../../tests/support/link-repository.ts';
import { createBenchFolder } from '../site/bench-folder.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Of the starter site: what it is made of, not what it looks like. */
const FROM_STARTER = ['content-model.ts', 'content.ts', 'live.config.ts', 'styles'];
/** The very files of the other side. */
const FROM_PEER = ['layouts', 'components', 'display.ts', 'pages/404.astro'];

export type TwinProject = { root: string; remove(): void };

/**
 * A project whose pages are those of the Astro project that we are compared with: its layout and components, with pages that read from
 * the content cache what its pages are given.
 */
export function createTwinProject(): TwinProject {
  const { path: root, remove } = createBenchFolder('twin');
  const site = join(root, 'site');
  linkRepository(root);
  cpSync(join(import.meta.dirname, 'test-site'), site, { recursive: true });
  cpSync(join(site, 'astro.config.mjs'), join(root, 'astro.config.mjs'));
  rmSync(join(site, 'astro.config.mjs'));
  mkdirSync(join(site, 'public'));
  for (const name of FROM_STARTER) cpSync(join(ROOT, 'site', name), join(site, name), { recursive: true });
  for (const name of FROM_PEER)
    cpSync(join(import.meta.dirname, '../peers/astro/test-site/src', name), join(site, name), {
      recursive: true,
    });
  return { root, remove };
}
