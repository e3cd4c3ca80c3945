import type { Context } from 'koa';
import type { Actor } from '../../accounts/actor.ts';
import { actorOfHolder } from '../../accounts/ticket-holder.ts';
import { actorOfLink } from '../../authoring/open-preview-link.ts';
import { AppError } from '../../errors.ts';
import type { ApiServices } from '../api-deps.ts';
import { hasGivenPassword } from './password-cookie.ts';
import { readTicket, writeTicket, type Ticket } from './ticket.ts';

export type OpenedTicket = Ticket & { actor: Actor };

/**
 * In a sandbox the pictures of a page and its own script ask without cookies: so long, the address alone opens what a password protects. A page that is asked
 * for with the cookie gets another address halfway.
 */
const OPEN_WITHOUT_COOKIE_MS = 5 * 60_000;

/** Whose eyes see the drafts, and which ones. Throws `preview-ended` for what opens nothing, and `preview-locked` where the password is wanted again. */
export async function openTicket(ctx: Context, deps: ApiServices, text: string): Promise<OpenedTicket> {
  const opened = await readOpenTicket(deps, text);
  if (!isAdmitted(ctx, deps, opened)) {
    throw new AppError(
      'preview-locked',
      'This preview has a password, and it was not given in this browser. Open the link that you were sent, and give it there.',
    );
  }
  return opened;
}

/** The same without asking for the password, for who has been admitted. */
export async function readOpenTicket(deps: ApiServices, text: string): Promise<OpenedTicket> {
  const ticket = readTicket(text, { keys: deps.keys, now: deps.authoring.now() });
  const actor = ticket && (await actorBehind(deps, ticket));
  if (ticket === null || actor === null) {
    throw new AppError(
      'preview-ended',
      'This address showed a preview for a while, or as long as somebody was signed in. Open the preview again from where you found it.',
    );
  }
  return { ...ticket, actor };
}

/** In place of one that soon opens with the cookie alone; null where there is no need for one, or no cookie. */
export function renewedTicket(ctx: Context, deps: ApiServices, ticket: Ticket): string | null {
  const isDue = openWithoutCookieMs(deps) > 0 && ageMs(deps, ticket) > OPEN_WITHOUT_COOKIE_MS / 2;
  if (!isDue || !hasGivenPassword(ctx, deps, ticket.holder)) return null;
  return writeTicket({ ...ticket, lockedSince: deps.authoring.now() }, deps.keys);
}

function isAdmitted(ctx: Context, deps: ApiServices, ticket: Ticket): boolean {
  if (ticket.lockedSince === null || hasGivenPassword(ctx, deps, ticket.holder)) return true;
  return ageMs(deps, ticket) < openWithoutCookieMs(deps);
}

function openWithoutCookieMs({ config }: ApiServices): number {
  return config.previewOrigin === null ? OPEN_WITHOUT_COOKIE_MS : 0;
}

/** Since when its address has been there; none, where there is no password. */
function ageMs({ authoring }: ApiServices, { lockedSince }: Ticket): number {
  return lockedSince === null ? 0 : authoring.now().getTime() - lockedSince.getTime();
}

async function actorBehind({ authoring, database }: ApiServices, { holder }: Ticket): Promise<Actor | null> {
  if (holder.kind === 'link') return await actorOfLink(authoring, { linkId: holder.id });
  return await actorOfHolder(database, { holder, now: authoring.now() });
}
