import { expect, test } from 'vitest';
import { stillpressLoader } from './live-loader.ts';
import { openContentReader, type ContentReader } from './reader.ts';
import { readCount, readPath, readPublishedAt, readTranslations } from './recorded-reads.ts';
import { currentRenderContext, type RenderContext, runInRenderContext } from './render-context.ts';
import {
  openTestCache,
  published,
  readerOf,
  TEST_CLOCK,
  testEntry,
  testModel,
  testPost,
} from './test-content.ts';

const posts = stillpressLoader(testModel, 'posts');
const collection = 'posts';

test('gives the fields of an entry and the facts about it', async () => {
  const post = await inRender(contextOf(readerOf(published(testPost('a', { body: 'Hello' })))), () =>
    posts.loadEntry({ collection, filter: { slug: 'a', locale: 'en' } }),
  );
  expect(post).toEqual({
    id: 'a',
    data: {
      title: 'Title a',
      slug: 'a',
      body: 'Hello',
      $collection: 'posts',
      $locale: 'en',
      $path: '/blog/a/',
      $slug: 'a',
      $translationGroup: 'group-a',
      $firstPublishedAt: '2026-01-01T00:00:00.000Z',
      $publishedAt: '2026-01-02T00:00:00.000Z',
    },
  });
});

test('a field that lists do not carry refuses to be read, where it would seem to be empty', async () => {
  const list = await inRender(contextOf(readerOf(published(testPost('a', { body: 'Hello' })))), () =>
    posts.loadCollection({ collection, filter: { locale: 'en' } }),
  );
  const [post] = 'entries' in list ? list.entries : [];
  expect(post?.data.title).toBe('Title a');
  expect(() => post?.data.body).toThrow(/Lists of "posts" do not carry the field "body"/);
});

test('records every read with its question and the digest of its answer, absence too', async () => {
  const group = { translationGroup: 'group-a' };
  const german = testEntry('b', { ...group, locale: 'de', path: '/de/blog/b/' });
  const context = contextOf(readerOf(published(testPost('a', { rating: 1 }), german)));
  await inRender(context, async () => {
    await posts.loadEntry({ collection, filter: { slug: 'a', locale: 'en' } });
    await posts.loadEntry({ collection, filter: { id: 'gone' } });
    await posts.loadCollection({
      collection,
      filter: { locale: 'en', where: { rating: { gt: 0 } }, limit: 2 },
    });
    await posts.loadCollection({ collection, filter: { ids: ['a', 'gone'] } });
    readCount({ collection, locale: 'de' });
    readPath('a');
    readTranslations('group-a');
  });
  const digest: unknown = expect.stringMatching(/^[\w-]{22}$/);
  const asked = context.reads.map(({ digest: answer, question }) => [JSON.parse(question), answer]);
  expect(asked).toEqual([
    [{ kind: 'entry', lookup: { by: 'slug', collection, locale: 'en', slug: 'a' } }, digest],
    [{ kind: 'entry', lookup: { by: 'id', collection, id: 'gone' } }, 'absent'],
    [
      {
        kind: 'query',
        query: {
          collection,
          locale: 'en',
          where: [{ field: 'rating', kind: 'range', range: { gt: 0 } }],
          sort: [
            { field: 'date', order: 'descending' },
            { field: 'id', order: 'ascending' },
          ],
          limit: 2,
          offset: 0,
        },
      },
      digest,
    ],
    [{ kind: 'card', collection, id: 'a' }, digest],
    [{ kind: 'card', collection, id: 'gone' }, 'absent'],
    [{ kind: 'count', query: { collection, locale: 'de', where: [] } }, digest],
    [{ kind: 'path', id: 'a' }, digest],
    [{ kind: 'translations', group: 'group-a' }, digest],
  ]);
});

test('a failed read fails the render, although the template went on without it', async () => {
  const { cache, file } = openTestCache();
  cache.connection.exec('DROP TABLE item');
  const reader = openContentReader({ file, model: testModel });
  reader.beginSnapshot(cache.position());
  const context = contextOf(reader);
  const render = inRender(context, async () => {
    await posts.loadEntry({ collection, filter: { id: 'a' } }).catch(() => undefined);
    return 'a page without the entry';
  });
  await expect(render).rejects.toThrow(/no such table/);
  expect(context.failure).toBeInstanceOf(Error);
  reader.close();
});

test('a question that cannot be answered fails the render too', async () => {
  const render = inRender(contextOf(readerOf()), async () => {
    await posts.loadCollection({ collection, filter: {} }).catch(() => undefined);
  });
  await expect(render).rejects.toThrow(/Say which locale; there are en, de/);
});

test('however many dates of publication a page tells, they are one read', async () => {
  const context = contextOf(readerOf(published(testPost('a'), testPost('b'), testPost('c'))));
  await inRender(context, async () => {
    const list = await posts.loadCollection({ collection, filter: { locale: 'en', limit: 3 } });
    for (const entry of 'entries' in list ? list.entries : []) expect(entry.data.$publishedAt).not.toBeNull();
    readPublishedAt('gone');
  });
  const dates = context.reads.filter(({ question }) => question.includes('published-at'));
  expect(dates.map(({ question }) => JSON.parse(question))).toEqual([
    { kind: 'published-at', ids: ['a', 'b', 'c', 'gone'] },
  ]);
});

test('the renders of one process keep their reads apart', async () => {
  const reader = readerOf(published(testPost('a'), testPost('b')));
  const contexts = ['a', 'b'].map((id) => ({ id, context: contextOf(reader) }));
  await Promise.all(
    contexts.map(({ id, context }) =>
      inRender(context, async () => {
        await Promise.resolve();
        readPath(id);
      }),
    ),
  );
  expect(contexts.map(({ context }) => context.reads.map(({ question }) => question))).toEqual([
    ['{"id":"a","kind":"path"}'],
    ['{"id":"b","kind":"path"}'],
  ]);
});

function contextOf(reader: ContentReader): RenderContext {
  return {
    reader,
    reads: [],
    clock: TEST_CLOCK,
    failure: undefined,
  };
}

function inRender<T>(context: RenderContext, work: () => Promise<T>): Promise<T> {
  return runInRenderContext(context, () => {
    expect(currentRenderContext()).toBe(context);
    return work();
  });
}
