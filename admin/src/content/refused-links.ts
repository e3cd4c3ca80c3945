import type { ApiError } from '../../../model/api/api-error.ts';
import type { EntrySummary } from '../../../model/api/entry.ts';
import type { Change } from '../deeds/publication.ts';

/** What the server has refused, since links would lead nowhere. */
export type Refused<Deed = Change> = {
  entry: EntrySummary;
  action: Deed;
  links: readonly BrokenLink[];
  mayBreak: boolean;
};

export type BrokenLink = { path: string; anchor: string | null; from: readonly { path: string }[] };

/** Null where it was refused for something else. */
export function brokenLinksIn({ code, problem }: ApiError): Pick<Refused, 'links' | 'mayBreak'> | null {
  if (code !== 'broken-links' || problem === null) return null;
  const { brokenLinks, mayBreak } = problem as { brokenLinks?: unknown; mayBreak?: unknown };
  return {
    links: Array.isArray(brokenLinks) ? (brokenLinks as BrokenLink[]) : [],
    mayBreak: mayBreak === true,
  };
}
