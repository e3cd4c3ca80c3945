import type { Context } from 'koa';
import type { TicketHolder } from '../../accounts/ticket-holder.ts';
import { SERVER_PATHS } from '../../server-paths.ts';
import type { ApiServices } from '../api-deps.ts';
import { previewOriginOf } from './preview-origin.ts';

/** A signature of anything else is none of a password that was given. */
const PURPOSE = 'preview-password';

type Given = { linkId: string; expiresAt: Date };

/** In this browser somebody has given the password of the link. */
export function setPasswordCookie(
  ctx: Context,
  { config, keys }: ApiServices,
  { expiresAt, linkId }: Given,
): void {
  const seconds = Math.floor(expiresAt.getTime() / 1000).toString(36);
  const secure = ctx.secure || previewOriginOf(config).startsWith('https:');
  // The library refuses a secure cookie on a connection without TLS, which may be that of a proxy nobody told us of.
  ctx.cookies.secure = secure;
  ctx.cookies.set(nameFor(linkId), `${seconds}.${keys.sign(textOf(linkId, seconds))}`, {
    path: SERVER_PATHS.preview,
    expires: expiresAt,
    httpOnly: true,
    sameSite: 'lax',
    secure,
    signed: false,
  });
}

export function hasGivenPassword(
  ctx: Context,
  { authoring, keys }: ApiServices,
  { id }: Pick<TicketHolder, 'id'>,
): boolean {
  const [seconds = '', signature = ''] = (ctx.cookies.get(nameFor(id), { signed: false }) ?? '').split('.');
  const expiresMs = Number.parseInt(seconds, 36) * 1000;
  return keys.verify(textOf(id, seconds), signature) && expiresMs > authoring.now().getTime();
}

/** Of several links, a browser keeps them all. */
function nameFor(linkId: string): string {
  return `stillpress_preview_${linkId}`;
}

function textOf(linkId: string, seconds: string): string {
  return `${PURPOSE} ${linkId} ${seconds}`;
}
