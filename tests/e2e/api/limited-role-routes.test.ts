import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { bundleSchema } from '../../../model/api/bundle.ts';
import { entrySchema } from '../../../model/api/entry.ts';
import { ROUTES } from '../../../server/api/routes.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';
import type { Client } from './client.ts';
import { idOf, makeEntry, makeRole, OWN_GERMAN_POSTS, type Made } from './limited-role.ts';

type Asked = Made & { seq: string };
type Ask = {
  state?: 'published' | 'trashed';
  path?: (entry: Asked) => string;
  body?: (entry: Asked) => unknown;
};

const content = { title: 'Another title' };

/** About all that may be read of them: `limited-role-lists.test.ts` asks these. */
const OF_ALL: ReadonlySet<string> = new Set(['GET /api/v1/entries/authors', 'GET /api/v1/entries/count']);

/** How each route that is about an entry is asked, by hand: a route that is missing here fails the first test. */
const ASKS: Readonly<Record<string, Ask>> = {
  'GET /api/v1/entries/:id': {},
  'PUT /api/v1/entries/:id/draft': { body: () => ({ content }) },
  'POST /api/v1/entries/:id/duplicate': {},
  'GET /api/v1/entries/:id/backlinks': {},
  'POST /api/v1/entries/:id/trash': {},
  'POST /api/v1/entries/:id/restore': { state: 'trashed' },
  'DELETE /api/v1/entries/:id': { state: 'trashed' },
  'POST /api/v1/entries/bulk': {
    body: ({ id, versionId }) => ({ action: 'trash', entries: [{ id, versionId }] }),
  },
  'GET /api/v1/entries/:id/translations': {},
  'POST /api/v1/entries/:id/translations': { body: () => ({ locale: 'en' }) },
  'PUT /api/v1/entries/:id/translations/source': {
    body: ({ id, versionId }) => ({ entryId: id, versionId }),
  },
  'GET /api/v1/entries/:id/presence': {},
  'PUT /api/v1/entries/:id/presence': { body: () => ({ clientId: 'a', blockId: null }) },
  'DELETE /api/v1/entries/:id/presence': { path: ({ id }) => `/api/v1/entries/${id}/presence?clientId=a` },
  'POST /api/v1/entries/:id/presence/takeover': { body: () => ({ clientId: 'a' }) },
  'GET /api/v1/entries/:id/versions': {},
  'GET /api/v1/entries/:id/versions/:versionId': {},
  'GET /api/v1/entries/:id/compare': {
    path: ({ id, versionId }) => `/api/v1/entries/${id}/compare?from=${versionId}`,
  },
  'PUT /api/v1/entries/:id/versions/:versionId/name': { body: () => ({ name: 'As it was' }) },
  'POST /api/v1/entries/:id/versions/:versionId/restore': {},
  'POST /api/v1/entries/:id/publish': {},
  'POST /api/v1/entries/:id/withdraw': { state: 'published' },
  'POST /api/v1/entries/:id/takedown': { body: () => ({ reason: 'A test.' }) },
  'POST /api/v1/bundles/:id/entries': {
    path: () => `/api/v1/bundles/${bundleId}/entries`,
    body: ({ id }) => ({ entries: [{ id }] }),
  },
  'DELETE /api/v1/bundles/:id/entries/:entryId': {
    path: ({ id }) => `/api/v1/bundles/${bundleId}/entries/${id}`,
  },
  'POST /api/v1/publications': { body: ({ id, versionId }) => ({ entries: [{ id, versionId }] }) },
  'GET /api/v1/publications/:seq': { state: 'published' },
  'POST /api/v1/publications/:seq/revert': { state: 'published' },
  'GET /api/v1/entries/:id/preview-links': {},
  'POST /api/v1/entries/:id/preview-links': {
    body: () => ({ expiresAt: new Date(Date.now() + 60_000).toISOString() }),
  },
  'DELETE /api/v1/entries/:id/preview-links/:linkId': {},
  'GET /preview/:entryId': {},
  'POST /api/v1/preview': {
    body: ({ id }) => ({ entryId: id, content: { title: 'A preview', slug: 'a-preview' } }),
  },
};

/** What may be done inside, and yet not like this: German is all that the role reaches, and nothing is a translation of itself. */
const INSIDE: Readonly<Record<string, string>> = {
  'POST /api/v1/entries/:id/translations': '403 not-allowed',
  'PUT /api/v1/entries/:id/translations/source': '422 invalid-input',
};

const HIDDEN = '404 entry-not-found';

/** A publication is known by its number. */
const OUTSIDE: Readonly<Record<string, string>> = {
  'GET /api/v1/publications/:seq': '404 not-found',
  'POST /api/v1/publications/:seq/revert': '404 not-found',
};

let test: TestDatabase;
let server: ApiServer;
let owner: Client;
let berta: Client;
let bertaId: string;
let bundleId: string;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database);
  owner = await server.signInAs('owner');
  berta = await server.signInAs(await makeRole(owner, OWN_GERMAN_POSTS));
  bertaId = await idOf(berta);
});
beforeEach(async () => {
  const made = await berta.post('/api/v1/bundles', { title: 'Hers' });
  bundleId = bundleSchema.parse(made.json).id;
});
afterAll(async () => {
  await server.close();
  await test.close();
});

it('asks every route that is about an entry', () => {
  const routes = ROUTES.map(({ method, path }) => `${method} ${path}`);
  const about = routes.filter(
    (route) =>
      !OF_ALL.has(route) &&
      [
        '/entries/',
        '/bundles/:id/entries',
        '/publications/:seq',
        '/preview/:',
        'POST /api/v1/preview',
        'POST /api/v1/publications',
      ].some((part) => route.includes(part)),
  );
  expect(Object.keys(ASKS).toSorted()).toEqual(about.toSorted());
});

describe.each(Object.keys(ASKS))('%s', (route) => {
  it('answers about an entry of theirs', async () => {
    const entry = await makeEntry(server, owner, { createdBy: bertaId });
    expect(await ask(berta, route, entry)).toBe(INSIDE[route] ?? 'yes');
  });

  it.each([
    ['of somebody else', {}],
    ['in another locale', { locale: 'en', mine: true }],
    ['of another collection', { collection: 'authors', mine: true }],
  ])(
    'knows of none %s',
    async (_, { mine = false, ...place }: { mine?: boolean; locale?: string; collection?: string }) => {
      const entry = await makeEntry(server, owner, { ...place, ...(mine && { createdBy: bertaId }) });
      expect(await ask(berta, route, entry)).toBe(OUTSIDE[route] ?? HIDDEN);
      // So that it is not the question that is wrong: whoever may is let in, or told what their content lacks.
      expect(await ask(owner, route, entry)).toMatch(/^(yes|422 invalid-input)$/);
    },
  );
});

/** Brings the entry where it has to be, asks the route, and says whether the client was let in. */
async function ask(client: Client, route: string, entry: Made): Promise<string> {
  const { body = () => undefined, path, state } = ASKS[route] ?? {};
  const asked = { ...entry, ...(await inState(entry, state)) };
  const [method = '', pattern = ''] = route.split(' ');
  const { id, seq, versionId } = asked;
  const ids: Record<string, string> = { ':id': id, ':entryId': id, ':seq': seq, ':versionId': versionId };
  const address = path?.(asked) ?? pattern.replaceAll(/:\w+/g, (name) => ids[name] ?? name);
  const json = body(asked);
  const headers = {
    'If-Match': `"${versionId}"`,
    ...(json !== undefined && { 'Content-Type': 'application/json' }),
  };
  const reply = await client.send(method, address, {
    headers,
    ...(json !== undefined && { body: JSON.stringify(json) }),
  });
  const { code, results } = (reply.json ?? {}) as {
    code?: string;
    results?: { problem?: { code: string; status: number } | null }[];
  };
  const problem = results?.[0]?.problem ?? null;
  if (problem !== null) return `${problem.status} ${problem.code}`;
  if (reply.status >= 400 && client === berta && reply.text.includes(entry.title)) return 'names it';
  const isLetIn = isWithoutPage(reply.text) || code === 'preview-link-not-found';
  return reply.status < 400 || isLetIn ? 'yes' : `${reply.status} ${code ?? ''}`;
}

function isWithoutPage(text: string): boolean {
  return text.includes('This entry has no page to show');
}

async function inState({ id }: Made, state: Ask['state']): Promise<{ versionId: string; seq: string }> {
  const read = entrySchema.safeParse((await owner.get(`/api/v1/entries/${id}`)).json).data;
  const versionId = read?.draft.versionId ?? '';
  const headers = { 'If-Match': `"${versionId}"` };
  if (state === 'trashed' && read?.state !== 'trashed')
    await owner.post(`/api/v1/entries/${id}/trash`, undefined, headers);
  if (state !== 'published') return { versionId, seq: '' };
  const published = await owner.post(`/api/v1/entries/${id}/publish`, undefined, headers);
  const { publications } = (await owner.get(`/api/v1/publications?entry=${id}`)).json as {
    publications: { seq: number }[];
  };
  expect(published.status).toBeLessThan(300);
  return { versionId, seq: String(publications[0]?.seq) };
}
