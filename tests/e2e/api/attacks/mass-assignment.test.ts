import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { inviteSchema } from '../../../../model/api/invite.ts';
import { entrySchema } from '../../../../model/api/entry.ts';
import { problemSchema } from '../../../../model/api/problem.ts';
import { webhookWithSecretSchema } from '../../../../model/api/webhook.ts';
import { createApiClient } from '../../../../model/api/client.ts';
import { openTestDatabase, type TestDatabase } from '../../../support/databases.ts';
import { PASSWORD, startApiServer, type ApiServer } from '../api-server.ts';
import type { Client } from '../client.ts';
import { countRows } from '../count-rows.ts';

/** What the tables behind the API have, and no sender may set. */
const FORBIDDEN: Record<string, unknown> = {
  id: '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10',
  role: 'owner',
  isOwner: true,
  userId: '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10',
  createdBy: '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10',
  created_by: '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10',
  passwordHash: 'x',
  disabledAt: null,
  state: 'live',
  publishedVersionId: '01998b5e-3c1a-7d42-9a53-0c5c1b9d7e10',
  secret: 'mine',
  correlationId: 'mine',
  constructor: { prototype: { role: 'owner' } },
  toString: 'x',
};

/** May hold whatever its place takes: the content is checked by the site's model. */
const OPEN = new Set(['EntryContent']);

let test: TestDatabase;
let server: ApiServer;
let owner: Client;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database);
  owner = await server.signInAs('owner');
});
afterAll(async () => {
  await server.close();
  await test.close();
});

type Schema = Record<string, unknown>;
const isSchema = (value: unknown): value is Schema => typeof value === 'object' && value !== null;

/** Where a schema lets in a name that it does not have itself. */
function openPlaces(schema: unknown, { at, schemas }: { at: string; schemas: Schema }): string[] {
  if (Array.isArray(schema)) return schema.flatMap((part) => openPlaces(part, { at, schemas }));
  if (!isSchema(schema)) return [];
  if (typeof schema['$ref'] === 'string') {
    const name = schema['$ref'].replace('#/components/schemas/', '');
    return OPEN.has(name) ? [] : openPlaces(schemas[name], { at, schemas });
  }
  // A map says what its names and its values may be: it has no fields that one could add to.
  const isMap = isSchema(schema['propertyNames']) && isSchema(schema['additionalProperties']);
  const isOpen = schema['type'] === 'object' && schema['additionalProperties'] !== false && !isMap;
  const inside = Object.entries(isSchema(schema['properties']) ? schema['properties'] : {});
  return [
    ...(isOpen ? [at] : []),
    ...inside.flatMap(([field, inner]) => openPlaces(inner, { at: `${at}.${field}`, schemas })),
    ...(isMap ? openPlaces(schema['additionalProperties'], { at: `${at}.*`, schemas }) : []),
    ...['items', 'anyOf', 'oneOf', 'allOf'].flatMap((part) => openPlaces(schema[part], { at, schemas })),
  ];
}

it('no body of any operation lets in a field that it does not have, however deep', async () => {
  const { body } = await createApiClient({
    baseUrl: `http://127.0.0.1:${server.port}`,
  }).readOpenApiDocument();
  const document = z
    .looseObject({
      paths: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))),
      components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
    })
    .parse(body);
  const bodies = Object.values(document.paths)
    .flatMap((path) => Object.values(path))
    .filter((operation) => 'requestBody' in operation);
  expect(bodies.length).toBeGreaterThan(20);
  const open = bodies.flatMap(({ operationId, requestBody }) => {
    const { content } = z.object({ content: z.record(z.string(), z.unknown()) }).parse(requestBody);
    // Files and their pieces are bytes: they have no fields.
    if (!('application/json' in content)) return [];
    const { schema } = z.object({ schema: z.unknown() }).parse(content['application/json']);
    return openPlaces(schema, { at: String(operationId), schemas: document.components.schemas });
  });
  expect(open).toEqual([]);
});

type Write = { client: Client; method: string; path: string; body: object; headers?: Record<string, string> };

/** Each is a write that would be done, were it not for the field that is added to it. */
const WRITES: [name: string, prepare: () => Promise<Write>][] = [
  [
    'a new entry',
    async () => ({
      client: await server.signInAs('contributor'),
      method: 'POST',
      path: '/api/v1/entries',
      body: { collection: 'posts', content: { title: 'A' } },
    }),
  ],
  [
    'a draft',
    async () => {
      const client = await server.signInAs('author');
      const made = await client.post('/api/v1/entries', { collection: 'posts', content: { title: 'A' } });
      const { draft, id } = entrySchema.parse(made.json);
      const path = `/api/v1/entries/${id}/draft`;
      const headers = { 'If-Match': `"${draft.versionId}"` };
      return { client, method: 'PUT', path, body: { content: { title: 'B' } }, headers };
    },
  ],
  [
    'one’s own profile',
    async () => ({
      client: await server.signInAs('viewer'),
      method: 'PUT',
      path: '/api/v1/profile',
      body: { name: 'V' },
    }),
  ],
  [
    'an API token',
    async () => ({
      client: await server.signInAs('author'),
      method: 'POST',
      path: '/api/v1/tokens',
      body: { name: 'T', scopes: ['read'] },
    }),
  ],
  [
    'an invite',
    async () => ({
      client: owner,
      method: 'POST',
      path: '/api/v1/invites',
      body: { email: 'ivo@example.org', role: 'viewer' },
    }),
  ],
  [
    'a sign-in',
    async () => ({
      client: server.client(),
      method: 'POST',
      path: '/api/v1/session',
      body: { email: await server.createUser('viewer'), password: PASSWORD },
    }),
  ],
  [
    'a redirect',
    async () => ({
      client: owner,
      method: 'PUT',
      path: '/api/v1/redirects',
      body: { path: '/old/', status: 410, to: null },
    }),
  ],
  [
    'a webhook',
    async () => ({
      client: owner,
      method: 'POST',
      path: '/api/v1/webhooks',
      body: { name: 'W', url: 'https://hooks.example.org/', events: ['release.done'] },
    }),
  ],
];

describe.each(WRITES)('%s', (_, prepare) => {
  it('is not made with a field that is none of its own, and is made without', async () => {
    const { body, client, headers = {}, method, path } = await prepare();
    const send = (sent: object) =>
      client.send(method, path, {
        headers: { 'Content-Type': 'application/json', ...headers },
        body: JSON.stringify(sent),
      });
    const before = await countRows(test.database);
    for (const [name, value] of Object.entries(FORBIDDEN)) {
      if (Object.hasOwn(body, name)) continue;
      const problem = problemSchema.parse((await send({ ...body, [name]: value })).json);
      expect([name, problem.code]).toEqual([name, 'invalid-input']);
      expect(problem.errors?.map((error) => error.path)).toEqual([name]);
    }
    expect(await countRows(test.database)).toEqual(before);
    expect((await send(body)).status).toBeLessThan(300);
  });
});

it('what was made is what its sender may have, whatever they had tried', async () => {
  const invite = await owner.post('/api/v1/invites', { email: 'ada@example.org', role: 'viewer' });
  expect(inviteSchema.parse(invite.json).role).toBe('viewer');
  const settings = { name: 'W', url: 'https://hooks.example.org/', events: ['release.done'] };
  const { id } = webhookWithSecretSchema.parse((await owner.post('/api/v1/webhooks', settings)).json).webhook;
  const changed = await owner.put(`/api/v1/webhooks/${id}`, { ...settings, disabled: null, secret: 'mine' });
  expect(
    problemSchema
      .parse(changed.json)
      .errors?.map(({ path }) => path)
      .toSorted(),
  ).toEqual(['disabled', 'secret']);
});
