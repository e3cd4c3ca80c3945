import type { TicketHolder } from '../../accounts/ticket-holder.ts';
import type { DraftSet } from '../../authoring/preview-changes.ts';
import type { CookieKeys } from '../cookie-keys.ts';
import { readDraftSet, writeDraftSet } from './draft-set.ts';

/**
 * What opens a preview for a while: in whose name, and with which drafts. It stands in the path, since the pages of a preview have no cookies; a page
 * can give it away, and whoever has it sees these drafts in the site until it ends, and nothing else.
 */
export type Ticket = {
  holder: TicketHolder;
  drafts: DraftSet;
  expiresAt: Date;
  /** Of a link with a password: when this ticket was given to somebody who knew it. */
  lockedSince: Date | null;
};

/** Long enough to look through a site. Whoever is signed in gets another one by opening the preview again. */
const TICKET_LIFETIME_MS = 60 * 60_000;
/** Tickets end at full steps, so that pages of the same drafts have the same addresses in them for as long. */
const TICKET_STEP_MS = 15 * 60_000;

/** A signature of anything else is none of a ticket. */
const PURPOSE = 'preview-ticket';

/** Of one that is written now: an hour, and up to a quarter more. */
export function ticketEnd(now: Date): Date {
  const earliest = now.getTime() + TICKET_LIFETIME_MS;
  return new Date(Math.ceil(earliest / TICKET_STEP_MS) * TICKET_STEP_MS);
}

export function writeTicket({ drafts, expiresAt, holder, lockedSince }: Ticket, keys: CookieKeys): string {
  const times = [expiresAt, lockedSince].flatMap((time) => (time === null ? [] : secondsOf(time)));
  const text = `${LETTERS[holder.kind]}.${holder.id}.${times.join('~')}.${writeDraftSet(drafts)}`;
  return `${text}.${keys.sign(`${PURPOSE} ${text}`)}`;
}

function secondsOf(time: Date): string {
  return Math.floor(time.getTime() / 1000).toString(36);
}

function timeOf(seconds: string): Date {
  return new Date(Number.parseInt(seconds, 36) * 1000);
}

/** Of somebody who has come by a link, whether or not it still opens anything. */
export function isTicketOfLink(ticket: string): boolean {
  return ticket.startsWith(`${LETTERS.link}.`);
}

/** Whose drafts were named one by one: the first of them stays the first. */
export function isTicketOfEntries(ticket: string): boolean {
  return Array.isArray(readDraftSet(ticket.split('.')[3] ?? ''));
}

/** Null for what none of the keys has signed, and for what has ended. */
export function readTicket(ticket: string, { keys, now }: { keys: CookieKeys; now: Date }): Ticket | null {
  const parts = ticket.split('.');
  const [letter, id = '', times = '', set = '', signature = ''] = parts;
  if (parts.length !== 5 || !keys.verify(`${PURPOSE} ${parts.slice(0, -1).join('.')}`, signature))
    return null;
  const kind = KINDS.find((candidate) => LETTERS[candidate] === letter);
  const drafts = readDraftSet(set);
  const [ends = '', locked] = times.split('~');
  const expiresAt = timeOf(ends);
  if (kind === undefined || drafts === null || expiresAt <= now) return null;
  const lockedSince = locked === undefined ? null : timeOf(locked);
  return { holder: { kind, id }, drafts, expiresAt, lockedSince };
}

const KINDS = ['session', 'token', 'link'] as const;
const LETTERS: Readonly<Record<TicketHolder['kind'], string>> = { session: 's', token: 't', link: 'l' };
