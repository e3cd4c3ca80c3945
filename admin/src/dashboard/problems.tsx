import { Plural, Trans } from '@lingui/react/macro';
import { queryOptions, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { api } from '../api/api.ts';
import { schedulesInState } from '../schedules/schedule-queries.ts';

const LINKS_LIMIT = 100;

/** As many as one request tells; a release may mend or break some. */
const brokenLinksQuery = queryOptions({
  queryKey: ['releases', 'broken-links'],
  queryFn: async ({ signal }) => {
    const { links, nextCursor } = (await api.listBrokenLinks({ query: { limit: LINKS_LIMIT }, signal })).body;
    return { count: links.length, isMore: nextCursor !== null };
  },
});

/** What somebody has to see to, beside what the templates cannot show. */
export function Problems(): ReactNode {
  const blocked = useQuery(schedulesInState('blocked')).data ?? [];
  const broken = useQuery(brokenLinksQuery).data;
  const count = broken?.count ?? 0;
  const hasBroken = broken !== undefined && count > 0;
  if (blocked.length === 0 && !hasBroken) return null;
  return (
    <ul className="dashboard-problems">
      {blocked.length > 0 && (
        <li>
          <TriangleAlert aria-hidden="true" />
          <Link to="/schedules">
            <Plural
              value={blocked.length}
              one="# schedule cannot be published as things are"
              other="# schedules cannot be published as things are"
            />
          </Link>
        </li>
      )}
      {hasBroken && (
        <li>
          <TriangleAlert aria-hidden="true" />
          <Link to="/settings/links">
            {broken.isMore ? (
              <Trans>More than {count} links on the site lead nowhere</Trans>
            ) : (
              <Plural
                value={count}
                one="# link on the site leads nowhere"
                other="# links on the site lead nowhere"
              />
            )}
          </Link>
        </li>
      )}
    </ul>
  );
}
