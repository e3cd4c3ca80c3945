import { Plural, Trans } from '@lingui/react/macro';
import { queryOptions, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { firstApi as api } from '../api/first-api.ts';
import type { EntryFilter } from '../api/queries.ts';

/** Of all that there are, whatever has been read of them. */
export function EntryCount({ filter }: { filter: EntryFilter }): ReactNode {
  const { count, isExact } = useQuery(countQuery(filter)).data ?? { count: 0, isExact: true };
  return (
    <p className="soft entry-count" role="status">
      {count > 0 &&
        (isExact ? (
          <Plural value={count} one="# entry" other="# entries" />
        ) : (
          <Trans>More than {count} entries</Trans>
        ))}
    </p>
  );
}

function countQuery(filter: EntryFilter) {
  return queryOptions({
    queryKey: ['entries', 'count', filter],
    queryFn: async ({ signal }) => (await api.countEntries({ query: filter, signal })).body,
  });
}
