import { readFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import mime from 'mime';
import type { Answers } from '../../content-cache/reader.ts';
import { redirectAddress } from '../../model/redirect-target.ts';
import type { PublicationChange, PublishedRedirect } from '../../model/publication.ts';
import { normalizePath } from '../../model/public-path.ts';
import { AppError } from '../errors.ts';
import { describeOutcome, fileOf } from './plan/page-file.ts';
import type { RenderBasis, RenderedPage } from './render/protocol.ts';
import type { PublicMedia } from './render/public-media.ts';
import type { RenderPool } from './render/render-pool.ts';
import { assetFile, type TemplateBuild } from './template-build/template-build.ts';

/** A page of the site, and what is laid over all that is published. */
export type PreviewOrder = { path: string; changes: readonly PublicationChange[] };

/** What visitors would get if the changes were public now. */
export type PreviewAnswer =
  | ({ kind: 'page'; status: number } & PreviewFile)
  | { kind: 'redirect'; status: number; location: string }
  /** A file of media: it may be too large to hold. */
  | { kind: 'media'; contentType: string; body: Readable }
  /** There is nothing, and the site has no page that says so. */
  | { kind: 'absent' };

export type PreviewFile = { contentType: string; body: Uint8Array };

type PreviewTools = {
  basis: RenderBasis;
  build: TemplateBuild;
  renderer: RenderPool;
  /** Without it no page has a picture of its own. */
  media: Pick<PublicMedia, 'open'> | undefined;
  /** Asks what is published, in a moment in which nothing of it changes. */
  ask: <T>(question: (answers: Answers) => T) => T;
  signal?: AbortSignal;
};

/** Throws `template-failed` where the templates cannot render it. */
export async function renderPreviewPage(order: PreviewOrder, tools: PreviewTools): Promise<PreviewAnswer> {
  const { base, siteUrl } = tools.build;
  const path = normalizePath(order.path);
  if (path === null) return await notFoundPage(order, tools);
  const page = await renderPath(path, { order, tools });
  const outcome = describeOutcome(page, siteUrl, base);
  if (outcome.kind === 'alias') return { kind: 'redirect', status: 301, location: outcome.path };
  if (outcome.kind === 'absent') {
    const leading = redirectOn(path, { ...order, ...tools });
    return leading ?? (await notFoundPage(order, tools));
  }
  const { location, status } = outcome.page;
  if (location !== null) return { kind: 'redirect', status, location };
  // Where servers lead on as well: relative links go by the address.
  if (order.path !== path && HTML.test(page.contentType))
    return { kind: 'redirect', status: 301, location: path };
  return { kind: 'page', status, contentType: page.contentType, body: await bytesOf(page, tools) };
}

const HTML = /^(?:text\/html|application\/xhtml\+xml)\b/i;

/** A file of the templates themselves; null where they have none of that name. */
export async function readPreviewAsset(
  build: TemplateBuild,
  { path: asked }: { path: string },
): Promise<PreviewFile | null> {
  const path = normalizePath(asked);
  const file = path === null ? null : fileOf(path);
  const asset = build.assets.find((candidate) => candidate.file === file);
  if (asset === undefined) return null;
  const contentType = mime.getType(asset.file) ?? 'application/octet-stream';
  return { contentType, body: await readFile(assetFile(build, asset)) };
}

type Rendering = { order: PreviewOrder; tools: PreviewTools };

async function renderPath(path: string, { order, tools }: Rendering): Promise<RenderedPage> {
  const { basis, renderer, signal } = tools;
  const [result] = await renderer.renderPages({
    basis,
    paths: [path],
    overlay: order.changes,
    priority: 'preview',
    isOnlyShown: true,
    ...(signal && { signal }),
  });
  if (result === undefined) throw new Error(`The preview of ${path} has no result`);
  if (result.kind === 'rendered') return result;
  const { message, stack, template } = result.error;
  throw new AppError(
    'template-failed',
    `${template ?? 'The template'} could not render ${path}: ${message}`,
    { issues: [{ path, message }], extra: { template, stack } },
  );
}

/** The page that servers send where there is none. */
async function notFoundPage(order: PreviewOrder, tools: PreviewTools): Promise<PreviewAnswer> {
  const { base, siteUrl } = tools.build;
  const prerendered = await readPreviewAsset(tools.build, { path: '/404.html' });
  if (prerendered !== null) return { kind: 'page', status: 404, ...prerendered };
  const page = await renderPath(`${base}404/`, { order, tools });
  if (describeOutcome(page, siteUrl, base).kind !== 'page') return { kind: 'absent' };
  return { kind: 'page', status: 404, contentType: page.contentType, body: await bytesOf(page, tools) };
}

async function bytesOf({ bytes, hash }: RenderedPage, { media }: PreviewTools): Promise<Uint8Array> {
  if (bytes !== null) return bytes;
  return media === undefined ? new Uint8Array() : await buffer(await media.open(hash));
}

type Leading = Pick<PreviewOrder, 'changes'> & Pick<PreviewTools, 'ask'>;

/** Where the templates have nothing, an editor may have said where to go. */
function redirectOn(path: string, leading: Leading): PreviewAnswer | null {
  const { to = null, status } = redirectAt(path, leading) ?? {};
  if (to === null || status === undefined) return null;
  const location = to.kind === 'entry' ? pathOfEntry(to.entryId, leading) : redirectAddress(to);
  return location === null ? null : { kind: 'redirect', status, location };
}

function redirectAt(path: string, { ask, changes }: Leading): PublishedRedirect | null {
  for (const change of changes.toReversed()) {
    if (change.kind === 'redirect' && normalizePath(change.redirect.path) === path) return change.redirect;
    if (change.kind === 'redirect-removed' && normalizePath(change.path) === path) return null;
  }
  return ask((answers) => answers.readRedirect(path));
}

function pathOfEntry(entryId: string, { ask, changes }: Leading): string | null {
  for (const change of changes.toReversed()) {
    if (change.kind === 'publish' && change.entry.id === entryId) return change.entry.path;
    if (change.kind === 'withdraw' && change.entryId === entryId) return null;
  }
  return ask((answers) => answers.readPath(entryId));
}
