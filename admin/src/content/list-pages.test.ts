import { InfiniteQueryObserver, QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { EntryList } from '../../../model/api/entry.ts';
import { entriesOf, isOutdated, listQuery, sightOf, type Sight } from './list-pages.ts';

type Rows = EntryList['entries'];

/** In order, as the server has them; a cursor is the id of the last one that was read. */
let ids: string[] = [];
const asked: (string | null)[] = [];

beforeEach(() => {
  ids = Array.from({ length: 1_000 }, (_, index) => `e${index}`);
  asked.length = 0;
  vi.stubGlobal('fetch', async (address: string | URL | Request) => {
    const { searchParams } = new URL(String(address instanceof Request ? address.url : address), 'http://x');
    const cursor = searchParams.get('cursor');
    asked.push(cursor);
    const start = cursor === null ? 0 : ids.indexOf(cursor) + 1;
    const entries = ids.slice(start, start + 100).map((id) => ({ id }));
    const nextCursor = start + 100 < ids.length ? (entries.at(-1)?.id ?? null) : null;
    return await Promise.resolve(Response.json({ entries, nextCursor }));
  });
});

afterEach(() => vi.unstubAllGlobals());

async function openList(sight: { current: Sight }) {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity, retry: false } } });
  const list = new InfiniteQueryObserver(client, listQuery({ collection: 'posts' }, { client, sight }));
  const stop = list.subscribe(() => undefined);
  await vi.waitFor(() => expect(list.getCurrentResult().isSuccess).toBe(true));
  const pages = (): EntryList[] => list.getCurrentResult().data?.pages ?? [];
  const scroll = async (count: number): Promise<void> => {
    while (pages().length < count) await list.fetchNextPage();
    asked.length = 0;
  };
  const change = async (): Promise<void> => await client.invalidateQueries({ queryKey: ['entries'] });
  return { change, list, pages, scroll, stop };
}

const pageOf = (names: readonly string[]): EntryList =>
  ({ entries: names.map((id) => ({ id })), nextCursor: null }) as unknown as EntryList;
const idsOf = (entries: Rows): string[] => entries.map(({ id }) => id);

test('reads the pages in sight again, however many were scrolled through', async () => {
  const sight = { current: { first: 4, last: 5 } };
  const { change, list, pages, scroll, stop } = await openList(sight);
  await scroll(10);
  ids = ids.filter((id) => id !== 'e420');
  await change();
  expect(asked).toEqual(['e399', 'e500']);
  expect(idsOf(entriesOf(pages()))).toEqual(ids.slice(0, 600));
  // What comes after them can be read, from where they end now.
  expect(list.getCurrentResult().hasNextPage).toBe(true);
  await list.fetchNextPage();
  expect(asked.at(-1)).toBe('e600');
  expect(idsOf(entriesOf(pages()))).toEqual(ids.slice(0, 700));
  stop();
});

test('reads a page again that was not in sight, once it is', async () => {
  const sight = { current: { first: 4, last: 4 } };
  const { change, list, pages, scroll, stop } = await openList(sight);
  await scroll(5);
  ids = ids.filter((id) => id !== 'e20');
  await change();
  expect(isOutdated(pages(), sight.current)).toBe(false);
  sight.current = { first: 0, last: 1 };
  expect(isOutdated(pages(), sight.current)).toBe(true);
  await list.refetch();
  expect(isOutdated(pages(), sight.current)).toBe(false);
  expect(idsOf(entriesOf(pages()))).toEqual(ids.slice(0, 200));
  stop();
});

test('does not take a page for outdated that was read again and is the same', async () => {
  const sight = { current: { first: 1, last: 1 } };
  const { change, list, pages, scroll, stop } = await openList(sight);
  await scroll(2);
  await change();
  sight.current = { first: 0, last: 1 };
  await list.refetch();
  expect(isOutdated(pages(), sight.current)).toBe(false);
  stop();
});

test('knows the pages of the rows in sight', () => {
  const pages = [100, 99, 101].map((count) => pageOf(ids.slice(0, count)));
  expect(sightOf(pages, { first: 0, last: 40 })).toEqual({ first: 0, last: 0 });
  expect(sightOf(pages, { first: 99, last: 199 })).toEqual({ first: 0, last: 2 });
  expect(sightOf(pages, { first: 150, last: 900 })).toEqual({ first: 1, last: 2 });
  expect(sightOf([], { first: 0, last: 40 })).toEqual({ first: 0, last: 0 });
});

test('lists an entry once, where it was read last', () => {
  expect(idsOf(entriesOf([pageOf(['a', 'b']), pageOf(['c', 'a'])]))).toEqual(['b', 'c', 'a']);
});
