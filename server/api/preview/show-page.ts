import { Readable } from 'node:stream';
import type { Context } from 'koa';
import { normalizePath } from '../../../model/public-path.ts';
import type { PreviewedDrafts } from '../../authoring/preview-changes.ts';
import { AppError } from '../../errors.ts';
import type { ApiServices } from '../api-deps.ts';
import { previewPlace, setPreviewHeaders } from './preview-origin.ts';
import { shownLink } from './site-links.ts';
import type { PreviewAnswer, PreviewFile } from './preview-port.ts';
import { redirectNotice } from './redirect-notice.ts';
import { scriptElement } from './script-element.ts';
import type { Shown, ShownPage } from './shown-page.ts';
import { wrapPage, wrapStyles } from './wrap-page.ts';

export type PageToShow = {
  /** Decoded. */
  path: string;
  ticket: string;
  drafts: Pick<PreviewedDrafts, 'changes' | 'fingerprint' | 'path' | 'refusals'>;
};

/** A page of the site with the drafts laid over, wrapped as `wrapPage` says; throws `page-not-found` where nothing at all is there, and what publishing would say where another page is. */
export async function renderShown(
  deps: ApiServices,
  { drafts, path, ticket }: PageToShow,
): Promise<ShownPage> {
  const refusal = drafts.refusals.get(normalizePath(path) ?? path);
  if (refusal !== undefined) throw refusal;
  const answer = await deps.preview.renderPreview({ path, changes: drafts.changes });
  if (answer.kind === 'absent') {
    throw new AppError(
      'page-not-found',
      `The site has nothing at ${path}, and no page that says so. Visitors get what their server says then.`,
    );
  }
  if (answer.kind === 'redirect') return shownRedirect(deps, { answer, path, ticket });
  if (answer.kind === 'media') return { ...answer, status: 200, location: null };
  const { status, ...file } = answer;
  return { status, ...shownFile(deps, { ...file, path, ticket, drafts }), location: null };
}

/** With the drafts in it, where there are any. */
type FileToShow = { path: string; ticket: string; drafts?: Pick<PreviewedDrafts, 'fingerprint' | 'path'> };

/** What is markup or styles with its links leading into the preview; everything else as it is. */
export function shownFile(
  { config }: ApiServices,
  { body, contentType, drafts, path, ticket }: PreviewFile & FileToShow,
): PreviewFile {
  const place = previewPlace(config, ticket);
  if (/^text\/css\b/i.test(contentType)) {
    return { contentType, body: Buffer.from(wrapStyles(Buffer.from(body).toString(), place)) };
  }
  if (!/^(?:text\/html|application\/xhtml\+xml)\b/i.test(contentType)) return { contentType, body };
  const script = scriptElement(config, { ticket, drafts });
  const html = wrapPage(Buffer.from(body).toString(), { ...place, path, script });
  // Our script comes before what the page says of its characters, which has to stand at its beginning.
  const withCharset = /charset=/i.test(contentType) ? contentType : `${contentType}; charset=utf-8`;
  return { contentType: withCharset, body: Buffer.from(html) };
}

/** Inside the site it is followed. To elsewhere nobody is led without being asked. */
function shownRedirect(
  { config }: ApiServices,
  { answer, path, ticket }: { answer: PreviewAnswer & { kind: 'redirect' }; path: string; ticket: string },
): { status: number; contentType: string; body: Uint8Array; location: string | null } {
  const contentType = 'text/html; charset=utf-8';
  const place = previewPlace(config, ticket);
  const url = URL.parse(answer.location, new URL(path, place.siteUrl).href);
  const inside = url !== null && url.origin === new URL(place.siteUrl).origin;
  const notice = redirectNotice({ status: answer.status, location: url?.href ?? answer.location });
  const body = Buffer.from(notice);
  if (!inside) return { status: 200, contentType, body, location: null };
  const { text } = shownLink(url.pathname + url.search + url.hash, { ...place, path });
  return { status: answer.status, contentType, body, location: text };
}

/** As in the media library: nobody's document is opened where editors are signed in. */
const SAVED: ReadonlySet<string> = new Set(['application/pdf']);

export function answerWith(
  ctx: Context,
  { config }: ApiServices,
  { body, contentType, status }: Shown,
): void {
  ctx.status = status;
  ctx.body = body instanceof Readable ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  ctx.set('Content-Type', contentType);
  setPreviewHeaders(ctx, config);
  if (SAVED.has(contentType)) ctx.set('Content-Disposition', 'attachment');
  // Pages without an origin ask for their module scripts, their fonts and themselves as for those of another site; the ticket is what opens them.
  ctx.set('Access-Control-Allow-Origin', '*');
}
