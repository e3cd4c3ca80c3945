import { queryOptions } from '@tanstack/react-query';
import type { ApiRequest } from '../../../model/api/client.ts';
import { firstApi as api } from './first-api.ts';

/** What the screen knows of the server, by what the server calls it: `live-events.ts` forgets it by the first part of its key. */

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: async () => (await api.readSession()).body,
  staleTime: Infinity,
  retry: false,
});

export const contentModelQuery = queryOptions({
  queryKey: ['content-model'],
  queryFn: async () => (await api.readContentModel()).body,
  staleTime: Infinity,
});

export type EntryFilter = NonNullable<ApiRequest<'listEntries'>['query']>;

/** The whole of one. Whoever edits it takes its content once, and is told of what is saved elsewhere. */
export function entryQuery(id: string) {
  return queryOptions({
    queryKey: ['entry', id],
    queryFn: async ({ signal }) => (await api.readEntry({ id, signal })).body,
  });
}

/** A file of the library. */
export function mediaQuery(id: string) {
  return queryOptions({
    queryKey: ['media', 'one', id],
    queryFn: async ({ signal }) => (await api.readMedia({ id, signal })).body,
  });
}

/** In which windows an entry is open. */
export function presenceQuery(id: string) {
  return queryOptions({
    queryKey: ['presence', id],
    queryFn: async ({ signal }): Promise<PresentWindows> => (await api.listPresence({ id, signal })).body,
  });
}

type PresentWindows = Pick<Awaited<ReturnType<typeof api.listPresence>>['body'], 'present'>;

const ENTRIES_AT_A_GLANCE = 6;

/** As many as fit into a corner of a screen. */
export function firstEntriesQuery(filter: EntryFilter) {
  return queryOptions({
    queryKey: ['entries', 'first', filter],
    queryFn: async ({ signal }) => {
      const query = { ...filter, limit: ENTRIES_AT_A_GLANCE };
      return (await api.listEntries({ query, signal })).body;
    },
  });
}

export const publishingQuery = queryOptions({
  queryKey: ['publishing'],
  queryFn: async () => (await api.readPublishingStatus()).body,
});
