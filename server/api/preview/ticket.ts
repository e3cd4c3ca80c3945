import type { TicketHolder } from '../../accounts/ticket-holder.ts';
import type { DraftSet } from '../../authoring/preview-changes.ts';
import type { CookieKeys } from '../cookie-keys.ts';
import { readDraftSet, writeDraftSet } from './draft-set.ts';

/**
 * What opens a preview for a while: in whose name, and with which drafts. It stands in the path, since the pages of a preview have no cookies; a page
 * can give it away, and whoever has it sees these drafts in the site until it ends, and nothing else.
 */
export type Ticket = { holder: TicketHolder; drafts: DraftSet; expiresAt: Date };

/** Long enough to look through a site. Whoever is signed in gets another one by opening the preview again. */
export const TICKET_LIFETIME_MS = 60 * 60_000;

/** A signature of anything else is none of a ticket. */
const PURPOSE = 'preview-ticket';

export function writeTicket({ drafts, expiresAt, holder }: Ticket, keys: CookieKeys): string {
  const seconds = Math.floor(expiresAt.getTime() / 1000).toString(36);
  const text = `${LETTERS[holder.kind]}.${holder.id}.${seconds}.${writeDraftSet(drafts)}`;
  return `${text}.${keys.sign(`${PURPOSE} ${text}`)}`;
}

/** Of somebody who has come by a link, whether or not it still opens anything. */
export function isTicketOfLink(ticket: string): boolean {
  return ticket.startsWith(`${LETTERS.link}.`);
}

/** Null for what none of the keys has signed, and for what has ended. */
export function readTicket(ticket: string, { keys, now }: { keys: CookieKeys; now: Date }): Ticket | null {
  const parts = ticket.split('.');
  const [letter, id = '', seconds = '', set = '', signature = ''] = parts;
  if (parts.length !== 5 || !keys.verify(`${PURPOSE} ${parts.slice(0, -1).join('.')}`, signature))
    return null;
  const kind = KINDS.find((candidate) => LETTERS[candidate] === letter);
  const drafts = readDraftSet(set);
  const expiresAt = new Date(Number.parseInt(seconds, 36) * 1000);
  if (kind === undefined || drafts === null || expiresAt <= now) return null;
  return { holder: { kind, id }, drafts, expiresAt };
}

const KINDS = ['session', 'token', 'link'] as const;
const LETTERS: Readonly<Record<TicketHolder['kind'], string>> = { session: 's', token: 't', link: 'l' };
