import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Context, Middleware } from 'koa';
import { AppError } from '../errors.ts';
import { answerWithFile, isMissing, openFile } from './file-response.ts';
import { parsePublicFilePath } from './public-file-path.ts';
import { createTreeNotes } from './tree-notes.ts';
import type { FileNote, TreeNotes } from './tree-notes.ts';
import { WAITING_PAGE } from './waiting-page.ts';

/** Names under here carry a hash of their contents. */
const HASHED_ASSETS = /^\/_(?:astro|media)\//;
/** Files of the media library, under the names that they were uploaded by. */
const MEDIA_FILE = /\/_media\/[0-9a-f-]{36}\/[0-9a-f]{32}\/[^/]+$/;
const IMMUTABLE = 'public, max-age=31536000, immutable';
/** Kept by any cache, and used only once the server has said that it is still the same. */
const REVALIDATE = 'no-cache';
const NOT_FOUND_PAGES = ['404.html'];
/** Of what is gone, where the site has a page for it. */
const GONE_PAGES = ['410/index.html', '410.html', ...NOT_FOUND_PAGES];
const RETRY_AFTER_SECONDS = 2;

/** Serves what the disk target has made public. The tree is resolved once, so that each response belongs to one release. */
export function createLiveTree({ targetRoot }: { targetRoot: string }): Middleware {
  const live = join(targetRoot, 'live');
  const notes = createTreeNotes();
  return async (ctx) => {
    if (ctx.method !== 'GET' && ctx.method !== 'HEAD') {
      ctx.set('Allow', 'GET, HEAD');
      throw new AppError('method-not-allowed', 'Public pages are read with GET or HEAD.');
    }
    const tree = await resolveTree(live);
    if (tree === null) return answerNotYet(ctx);
    if (!(await answerFromTree(ctx, { tree, notes })))
      await answerWithPageOf(ctx, { tree, pages: NOT_FOUND_PAGES, status: 404 });
    return undefined;
  };
}

async function resolveTree(live: string): Promise<string | null> {
  try {
    return await realpath(live);
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

type PinnedTree = { tree: string; notes: TreeNotes };

async function answerFromTree(ctx: Context, { tree, notes }: PinnedTree): Promise<boolean> {
  const parsed = parsePublicFilePath(ctx.path);
  if (parsed === null) return false;
  const file = (parsed.endsWithSlash ? [...parsed.segments, 'index.html'] : parsed.segments).join('/');
  const path = join(tree, file);
  const note = (await notes.noteOf(tree, file)) ?? (await leadingNoteOf(file, { tree, notes }));
  if (note?.redirect?.status === 410) {
    await answerWithPageOf(ctx, { tree, pages: GONE_PAGES, status: 410 });
    return true;
  }
  if (note?.redirect) {
    redirect(ctx, note.redirect);
    return true;
  }
  const cacheControl = HASHED_ASSETS.test(ctx.path) ? IMMUTABLE : REVALIDATE;
  const fileName = MEDIA_FILE.test(ctx.path) ? parsed.segments.at(-1) : undefined;
  if (await answerWithFile(ctx, { path, cacheControl, contentType: note?.contentType, fileName }))
    return true;
  return !parsed.endsWithSlash && (await redirectToFolder(ctx, path));
}

/** One step is enough from the address without its slash. */
async function leadingNoteOf(file: string, { notes, tree }: PinnedTree): Promise<FileNote | null> {
  const note = await notes.noteOf(tree, `${file}/index.html`);
  return note?.redirect ? note : null;
}

/** Relative links of a page are right only below the slash. */
async function redirectToFolder(ctx: Context, path: string): Promise<boolean> {
  const index = await openFile(join(path, 'index.html'));
  if (index === null || index === 'folder') return false;
  await index.handle.close();
  redirect(ctx, { status: 301, location: `${ctx.path}/${ctx.search}` });
  return true;
}

function redirect(ctx: Context, { status, location }: { status: number; location: string }): void {
  ctx.status = status;
  ctx.set('Location', asHeader(location));
  ctx.set('Cache-Control', REVALIDATE);
  ctx.body = '';
}

/** A template may have written an address as people read it; a header takes nothing but ASCII. */
function asHeader(location: string): string {
  return location.toWellFormed().replaceAll(/[^!-~]+/g, encodeURIComponent);
}

type ErrorAnswer = { tree: string; pages: readonly string[]; status: 404 | 410 };

/** With the first of these pages of the site that there is. */
async function answerWithPageOf(ctx: Context, { pages, status, tree }: ErrorAnswer): Promise<void> {
  for (const page of pages)
    if (await answerWithFile(ctx, { path: join(tree, page), status, cacheControl: REVALIDATE })) return;
  ctx.status = status;
  ctx.set('Cache-Control', REVALIDATE);
  ctx.body = 'There is nothing at this address.\n';
}

function answerNotYet(ctx: Context): void {
  ctx.status = 503;
  ctx.set('Retry-After', String(RETRY_AFTER_SECONDS));
  ctx.set('Cache-Control', 'no-store');
  ctx.set('Content-Type', 'text/html; charset=utf-8');
  ctx.body = WAITING_PAGE;
}
