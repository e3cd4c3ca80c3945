import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import mime from 'mime';
import { encodePath } from '../../model/public-path.ts';
import type { Config, TargetConfig } from '../config.ts';
import { AppError } from '../errors.ts';
import { publicPathOf } from './release/public-files.ts';
import { sourceSetUrls, withCharacters } from './render/links.ts';
import { scanTags } from './render/scan-html.ts';
import { openLiveFiles } from './target/live-files.ts';
import { targetName } from './target/open-target.ts';
import { notesOfTree } from './target/serving-notes.ts';
import { isCode } from './target/tree.ts';

/** An address of another site, without its fragment, and some of the pages that name it. */
export type ExternalLink = { url: string; from: string[]; isCut: boolean };

export type ExternalLinks = {
  links: ExternalLink[];
  /** Whether there are more than were asked for. */
  isCut: boolean;
};

type Order = {
  config: Pick<Config, 'siteUrl' | 'target'>;
  /** How many addresses. */
  limit: number;
  signal: AbortSignal;
  onPage?: (done: number, total: number) => void;
};

/** A link in the footer is on every page: a few of them are enough to find it. */
const PAGES_NAMED_MAX = 5;

/**
 * Where the HTML that visitors get leads to on other sites, read page by page. It works beside a publisher: a page that a release takes away meanwhile is
 * left out. When the signal is aborted, it is what has been read by then.
 */
export async function findExternalLinks({ config, limit, onPage, signal }: Order): Promise<ExternalLinks> {
  const live = await openLiveFiles(config.target);
  if (live === null) throw notReleased(config.target);
  try {
    return await findIn(live.folder, { config, limit, signal, ...(onPage && { onPage }) });
  } finally {
    live.end();
  }
}

async function findIn(tree: string, { config, limit, onPage, signal }: Order): Promise<ExternalLinks> {
  const files = await htmlFilesOf(tree);
  const found = new Map<string, ExternalLink>();
  let isCut = false;
  for (const [index, file] of files.entries()) {
    if (signal.aborted) break;
    const path = publicPathOf(file);
    for (const url of externalUrls(await readPage(join(tree, file)), { path, siteUrl: config.siteUrl })) {
      const known = found.get(url);
      if (known === undefined && found.size >= limit) isCut = true;
      else if (known === undefined) found.set(url, { url, from: [path], isCut: false });
      else if (known.from.length < PAGES_NAMED_MAX) known.from.push(path);
      else known.isCut = true;
    }
    onPage?.(index + 1, files.length);
  }
  return { links: [...found.values()], isCut };
}

function notReleased(target: TargetConfig): AppError {
  return new AppError(
    'not-released',
    `${targetName(target)} has no live tree whose links could be looked at: nothing has been released to it, it is on another machine, or was deleted. "stillpress rebuild" makes it again.`,
  );
}

async function htmlFilesOf(tree: string): Promise<string[]> {
  const notes = notesOfTree(tree);
  const files: string[] = [];
  async function look(folder: string): Promise<void> {
    const entries = await readdir(join(tree, folder), { withFileTypes: true }).catch(whenThere([]));
    for (const entry of entries) {
      const name = `${folder}${entry.name}`;
      if (entry.isDirectory()) await look(`${name}/`);
      else if (HTML.test(notes.get(name)?.contentType ?? mime.getType(name) ?? '')) files.push(name);
    }
  }
  await look('');
  return files.sort();
}

const HTML = /^(text\/html|application\/xhtml\+xml)\b/i;

async function readPage(file: string): Promise<string> {
  return await readFile(file, 'utf8').catch(whenThere(''));
}

function whenThere<T>(otherwise: T): (error: unknown) => T {
  return (error) => {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'EISDIR')) return otherwise;
    throw error;
  };
}

/** What a visitor's browser would load or go to; of elements that are not named here, nothing. */
const NAMING: Readonly<Record<string, readonly string[]>> = {
  a: ['href'],
  area: ['href'],
  audio: ['src'],
  embed: ['src'],
  iframe: ['src'],
  img: ['src', 'srcset'],
  link: ['href', 'imagesrcset'],
  object: ['data'],
  script: ['src'],
  source: ['src', 'srcset'],
  track: ['src'],
  video: ['src', 'poster'],
};
const WANTED = new Set(['rel', 'href', ...Object.values(NAMING).flat()]);
/** Other relations say something of an address, and lead nobody there. */
const LOADED = /(^|\s)(stylesheet|icon|apple-touch-icon|manifest|preload|modulepreload)(\s|$)/i;
/** All else leads to the site itself, or is no address of the web. */
const MAY_LEAD_AWAY = /^\s*(https?:|[/\\]{2})/i;

/** Each once, in the order of their first appearance. */
export function externalUrls(html: string, { path, siteUrl }: { path: string; siteUrl: string }): string[] {
  const values: string[] = [];
  let base: string | undefined;
  scanTags(
    html,
    (attribute) => WANTED.has(attribute),
    ({ attributes, name }) => {
      if (name === 'base') base ??= attributes['href'];
      if (name === 'link' && !LOADED.test(attributes['rel'] ?? '')) return;
      for (const attribute of NAMING[name] ?? []) {
        const value = attributes[attribute];
        if (value === undefined) continue;
        const text = withCharacters(value);
        values.push(...(attribute.endsWith('srcset') ? sourceSetUrls(text) : [text]));
      }
    },
  );
  const page = new URL(encodePath(path), siteUrl);
  const place = base === undefined ? page : (URL.parse(withCharacters(base), page.href) ?? page);
  const found = new Set<string>();
  for (const value of values) {
    if (place.origin === page.origin && !MAY_LEAD_AWAY.test(value)) continue;
    const url = URL.parse(value, place.href);
    if (url === null || !/^https?:$/.test(url.protocol) || url.origin === page.origin) continue;
    url.hash = '';
    found.add(url.href);
  }
  return [...found];
}
