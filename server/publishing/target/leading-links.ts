import { existsSync, mkdirSync, readlinkSync, rmdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { encodePath } from '../../../model/public-path.ts';
import { publicPathOf } from '../release/public-files.ts';
import type { TargetFile } from './target.ts';
import { isCode } from './tree.ts';

/**
 * What nginx has to answer instead of a page, said by names alone, since it reads nothing else: beside the pages a tree has, for the page
 * `old/index.html` that leads to `/new/` for good, the symlink `.moved/old/.to`, and it leads to the folder `.moved/old/.301/ /new/=`. The real path of the symlink
 * ends in the status and the location. A space stands for a name that is empty, and "=" ends the last one.
 */
export const LEADING_FOLDER = '.moved';
const LINK = '.to';

/** Those that nginx is told to answer with. */
const STATUSES = new Set([301, 302, 303, 307, 308, 410]);
/** How many names may be empty, besides the first one or that before the host: as many as nginx puts back. */
const EMPTY_NAMES_MAX = 1;
const NAME_BYTES_MAX = 250;
const LOCATION_BYTES_MAX = 1_500;

/** Null where no names can say it: visitors then get the page that leads on by itself. */
export function leadingFolderOf(file: string, { redirect }: Pick<TargetFile, 'redirect'>): string | null {
  if (redirect === null || !STATUSES.has(redirect.status)) return null;
  if (redirect.status === 410) return '.410/=';
  const location = locationOf(file, redirect.location);
  const names = location === null ? null : namesOf(location);
  return names === null ? null : `.${redirect.status}/${names.join('/')}`;
}

/** As a browser understands it, in characters that a header may hold: nothing of what it is made of can end the header. */
function locationOf(file: string, location: string): string | null {
  const base = new URL(encodePath(publicPathOf(file)), 'https://here.invalid');
  const resolved = URL.parse(location.toWellFormed(), base.href);
  if (resolved === null || !/^https?:$/.test(resolved.protocol)) return null;
  return resolved.host === base.host ? resolved.href.slice(resolved.origin.length) : resolved.href;
}

function namesOf(location: string): string[] | null {
  const names = `${location}=`.split('/').map((name) => name || ' ');
  const empty = names.filter((name) => name === ' ').length - 1;
  return location.length > LOCATION_BYTES_MAX || empty > EMPTY_NAMES_MAX || names.some(isNoName)
    ? null
    : names;
}

/** One that looks like a status would be taken for it. */
function isNoName(name: string): boolean {
  return /^\.\d{3}$/.test(name) || name === '.' || name === '..' || name.length > NAME_BYTES_MAX;
}

/** The symlink, below the tree. */
export function leadingLinkOf(file: string): string {
  return join(LEADING_FOLDER, publicPathOf(file), LINK);
}

export type LeadingLinks = {
  /** Makes the tree say of these files what is wanted. */
  bring(files: Iterable<string>, want: (file: string) => TargetFile | null): void;
  /** What has been changed and may not be on the disk yet. */
  unsynced(): Iterable<string>;
};

/** Of a tree that visitors do not read. */
export function openLeadingLinks(folder: string): LeadingLinks {
  const unsynced = new Set<string>();

  function remove(link: string): void {
    let parent = dirname(link);
    if (!existsSync(parent)) return;
    for (const name of [LINK, ...Array.from(STATUSES, (status) => `.${status}`)])
      rmSync(join(parent, name), { recursive: true, force: true });
    for (; parent !== folder && isRemovedEmpty(parent); parent = dirname(parent)) unsynced.delete(parent);
    unsynced.add(parent);
  }

  function place(link: string, to: string): void {
    const end = join(dirname(link), to);
    mkdirSync(end, { recursive: true });
    symlinkSync(to, link);
    for (let path = end; path.length >= folder.length; path = dirname(path)) unsynced.add(path);
  }

  return {
    bring: (files, want) => {
      const toPlace = new Map<string, string>();
      for (const file of files) {
        const now = want(file);
        const to = now === null ? null : leadingFolderOf(file, now);
        remove(join(folder, leadingLinkOf(file)));
        if (to !== null) toPlace.set(join(folder, leadingLinkOf(file)), to);
      }
      for (const [link, to] of toPlace) place(link, to);
    },
    unsynced: () => unsynced,
  };
}

/** Whether a tree says what it has to of this file. What it says of others is nobody's. */
export function leadingLinkHolds(folder: string, file: string, known: TargetFile | null): boolean {
  const to = known === null ? null : leadingFolderOf(file, known);
  if (to === null) return true;
  const link = join(folder, leadingLinkOf(file));
  try {
    return readlinkSync(link) === to && statSync(link).isDirectory();
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR', 'EINVAL', 'ELOOP')) return false;
    throw error;
  }
}

/** Whether a name of a tree is that of a symlink which speaks of a file that leads on. */
export function isLeadingLink(
  name: string,
  lookUp: (file: string) => TargetFile | null | undefined,
): boolean {
  if (!name.startsWith(`${LEADING_FOLDER}/`)) return false;
  const path = relative(LEADING_FOLDER, dirname(name));
  return [path, join(path, 'index.html')].some((file) => {
    const known = lookUp(file);
    return known != null && leadingFolderOf(file, known) !== null && leadingLinkOf(file) === name;
  });
}

function isRemovedEmpty(folder: string): boolean {
  try {
    rmdirSync(folder);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOTEMPTY', 'EEXIST')) return false;
    if (isCode(error, 'ENOENT')) return true;
    throw error;
  }
}
