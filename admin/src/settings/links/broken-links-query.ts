import { infiniteQueryOptions } from '@tanstack/react-query';
import type { z } from 'zod';
import type { brokenLinkListSchema } from '../../../../model/api/broken-link.ts';
import { api } from '../../api/api.ts';

export type BrokenLink = z.output<typeof brokenLinkListSchema>['links'][number];

/** A release may mend some, or break some. */
export const brokenLinksQuery = infiniteQueryOptions({
  queryKey: ['releases', 'broken-links', 'list'],
  queryFn: async ({ pageParam, signal }) => {
    const query = pageParam === null ? {} : { cursor: pageParam };
    return (await api.listBrokenLinks({ query, signal })).body;
  },
  initialPageParam: null as string | null,
  getNextPageParam: ({ nextCursor }) => nextCursor,
});
