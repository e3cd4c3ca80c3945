import type { Config } from '../../config.ts';
import { PREVIEW_PAGE_PATHS } from '../../server-paths.ts';
import { framers } from './preview-origin.ts';
import { isTicketOfEntries } from './ticket.ts';

type Opening = {
  ticket: string;
  /** The fingerprint of the drafts, and where the first of them is; undefined in what is not made of any. */
  drafts: { fingerprint: string; path: string | null } | undefined;
  /** A page of our own, which says why there is none. */
  isProblem?: boolean;
};

/** What follows the drafts in a page of a preview. */
export function scriptElement(
  config: Pick<Config, 'adminUrl'>,
  { drafts, isProblem = false, ticket }: Opening,
): string {
  const { live, script } = PREVIEW_PAGE_PATHS;
  const query = drafts === undefined ? '' : `?seen=${drafts.fingerprint}`;
  const path = isTicketOfEntries(ticket) ? (drafts?.path ?? null) : null;
  const address = path?.split('/').map(encodeURIComponent).join('/');
  const more = [
    ...(address === undefined ? [] : [` data-draft="${address}"`]),
    ...(isProblem ? [' data-problem'] : []),
  ];
  return `<script src="${script}" data-admin="${framers(config)}" data-live="${live}/${ticket}${query}"${more.join('')}></script>`;
}

/** For pages of our own: nothing but the script, and what it asks for. */
export function scriptPolicy(origin: string): string[] {
  const { live, pages, script } = PREVIEW_PAGE_PATHS;
  return [`script-src ${origin}${script}`, `connect-src ${origin}${live}/ ${origin}${pages}/`];
}
