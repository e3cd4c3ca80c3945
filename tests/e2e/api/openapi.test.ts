import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ERRORS } from '../../../server/errors.ts';
import { ROUTES } from '../../../server/api/routes.ts';
import { openTestDatabase, type TestDatabase } from '../../support/databases.ts';
import { startApiServer, type ApiServer } from './api-server.ts';

const operationSchema = z.looseObject({
  operationId: z.string(),
  security: z.array(z.unknown()),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })),
  responses: z.record(z.string(), z.unknown()),
});
const documentSchema = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), operationSchema)),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
});

let test: TestDatabase;
let server: ApiServer;
beforeAll(async () => {
  test = await openTestDatabase('sqlite');
  server = await startApiServer(test.database);
});
afterAll(async () => {
  await server.close();
  await test.close();
});

describe('the OpenAPI document', () => {
  it('is valid OpenAPI 3.1, by a validator that is not ours', async () => {
    const { raw } = await readDocument();
    const validator = new Validator();
    const result = await validator.validate(JSON.parse(raw));
    expect([result.errors, result.valid]).toEqual([undefined, true]);
    expect(validator.version).toBe('3.1');
  });

  it('has each route of the table, and no other', async () => {
    const { document } = await readDocument();
    const described = Object.values(document.paths).flatMap((path) => Object.values(path));
    expect(described.map(({ operationId }) => operationId).toSorted()).toEqual(
      ROUTES.map(({ operationId }) => operationId).toSorted(),
    );
    for (const { operationId, access, needsVersion = false, path } of ROUTES) {
      const operation = described.find((candidate) => candidate.operationId === operationId);
      const ways = { public: [], session: [{ session: [] }, { token: [] }], cookie: [{ session: [] }] };
      expect(operation?.security).toEqual(ways[access]);
      expect(operation?.parameters.some(({ name }) => name === 'If-Match')).toBe(needsVersion);
      const inPath = operation?.parameters.filter((parameter) => parameter.in === 'path') ?? [];
      expect(inPath.map(({ name }) => `:${name}`)).toEqual(path.match(/:\w+/g) ?? []);
    }
  });

  it('refers only to what it defines', async () => {
    const { raw, document } = await readDocument();
    const references = [...raw.matchAll(/"\$ref":"([^"]*)"/g)].map(([, reference = '']) => reference);
    expect(references.length).toBeGreaterThan(20);
    const defined = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect(new Set(references).difference(new Set(defined))).toEqual(new Set());
  });

  it('names only errors that there are', async () => {
    const { raw } = await readDocument();
    const codes = [...raw.matchAll(/`([a-z-]+)`: /g)].map(([, code = '']) => code);
    expect(codes.length).toBeGreaterThan(50);
    expect(codes.filter((code) => !Object.hasOwn(ERRORS, code))).toEqual([]);
  });
});

describe('the documentation page', () => {
  it('loads what it names from this server, and nothing from elsewhere', async () => {
    const page = await server.client().get('/api/docs');
    expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(page.headers['content-security-policy']).toContain("default-src 'none'");
    const addresses = [...page.text.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address = '']) => address);
    expect(addresses.length).toBeGreaterThan(3);
    for (const address of addresses) {
      expect(address).toMatch(/^\/api\//);
      const reply = await server.client().get(address);
      expect([address, reply.status]).toEqual([address, 200]);
      expect(reply.text.length).toBeGreaterThan(100);
    }
  });
});

async function readDocument() {
  const reply = await server.client().get('/api/v1/openapi.json');
  expect([reply.status, reply.headers['content-type']]).toEqual([200, 'application/json']);
  return { raw: reply.text, document: documentSchema.parse(reply.json) };
}
