import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { Media } from '../../../model/api/media.ts';
import { mediaListQuery, type MediaFilter } from './media-queries.ts';

export type MediaListState = {
  media: readonly Media[];
  isPending: boolean;
  error: Error | null;
  retry: () => void;
  hasMore: boolean;
  isReadingMore: boolean;
  readMore: () => void;
};

export function useMediaList(filter: MediaFilter): MediaListState {
  const query = useInfiniteQuery({ ...mediaListQuery(filter), placeholderData: keepPreviousData });
  const { fetchNextPage, hasNextPage, isFetchingNextPage } = query;
  return {
    media: query.data?.pages.flatMap((page) => page.media) ?? [],
    isPending: query.isPending,
    error: query.data === undefined ? query.error : null,
    retry: () => void query.refetch(),
    hasMore: hasNextPage,
    isReadingMore: isFetchingNextPage,
    readMore: () => {
      if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
    },
  };
}
