import { AppError } from '../errors.ts';
import type { AuthoringContext, Call } from './authoring-context.ts';
import { describeLinks, type DescribedLink } from './describe-links.ts';
import { requirePermission } from './permission.ts';

const LIMIT_DEFAULT = 50;

export type BrokenLinksListing = Pick<Call, 'actor'> & {
  /** From the page before. */
  cursor?: string | undefined;
  limit?: number | undefined;
};

export type BrokenLinksList = { links: DescribedLink[]; nextCursor: string | null };

/** The links on public pages that lead to no page of the site, or to an anchor that is not there, by the address that they lead to. */
export async function listBrokenLinks(
  context: AuthoringContext,
  { actor, cursor, limit = LIMIT_DEFAULT }: BrokenLinksListing,
): Promise<BrokenLinksList> {
  requirePermission(actor, 'entry.read', { kind: 'some-entry' });
  const found = context.pages?.brokenLinks({ after: cursor, limit }) ?? null;
  if (found === null) throw pagesUnknown();
  const links = await describeLinks(context.database.db, { links: found.links, actor, model: context.model });
  return { links, nextCursor: found.next };
}

export function pagesUnknown(): AppError {
  return new AppError(
    'not-released',
    'Nothing is known here of the pages of the site: either nothing has been released yet, or this server does not share DATA_DIR with the one that publishes.',
    { retryAfterSeconds: 5 },
  );
}
