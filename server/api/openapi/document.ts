import { z } from 'zod';
import { PROBLEM_CONTENT_TYPE } from '../../../model/api/api-error.ts';
import { apiSchemas } from '../../../model/api/registry.ts';
import { ERRORS, type ErrorCode } from '../../errors.ts';
import type { ResponseHeader, Route, Success } from '../route.ts';
import { SESSION_COOKIE } from '../session-cookie.ts';

type Json = Record<string, unknown>;

/** What any request can meet, by how it is made. */
const ERRORS_OF_ALL: readonly ErrorCode[] = ['database-unavailable', 'internal-error', 'schema-not-current'];
const ERRORS_OF_SESSIONS: readonly ErrorCode[] = ['not-signed-in', 'token-not-allowed', 'two-credentials'];
/** Where a role needs a second factor, and the account has none. */
const ERRORS_OF_POLICY: readonly ErrorCode[] = ['second-factor-required'];
const ERRORS_OF_INPUT: readonly ErrorCode[] = ['invalid-input'];
const ERRORS_OF_WRITES: readonly ErrorCode[] = [
  'body-too-deep',
  'body-too-large',
  'cross-site-request',
  'malformed-json',
  'malformed-text',
  'too-many-writes',
  'unsupported-media-type',
];
const ERRORS_OF_KEYS: readonly ErrorCode[] = ['answer-lost', 'key-reused'];
const ERRORS_OF_VERSIONS: readonly ErrorCode[] = ['precondition-required', 'version-conflict'];

/** OpenAPI 3.1, made from the routes and their schemas alone. */
export function openApiDocument(routes: readonly Route[]): Json {
  const paths: Record<string, Json> = {};
  for (const route of routes) {
    const path = route.path.replaceAll(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Stillpress', version: '1', description: DESCRIPTION },
    servers: [{ url: '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
    paths,
    components: {
      schemas: componentSchemas(),
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: SESSION_COOKIE },
        token: { type: 'http', scheme: 'bearer' },
      },
    },
  };
}

const DESCRIPTION = `Everything the authoring interface does, it does through this API.

Sign in with \`POST /api/v1/session\` and send the cookie back; a program sends an API token as \`Authorization: Bearer\`. An entry's ETag names its draft version: send it as \`If-Match\` with
whatever changes or publishes the entry. Every failure is \`${PROBLEM_CONTENT_TYPE}\` with a permanent \`code\`.`;

function operation(route: Route): Json {
  const { operationId, summary, description, tag, access } = route;
  return {
    operationId,
    summary,
    ...(description === undefined ? {} : { description }),
    tags: [tag],
    security: SECURITY[access],
    parameters: parameters(route),
    ...requestBody(route),
    responses: {
      ...unchangedResponse(route),
      ...halfwayResponse(route),
      [route.success.status]: successResponse(route.success),
      ...partResponse(route),
      ...problemResponses(errorCodes(route)),
    },
  };
}

/** Any one of them will do. */
const SECURITY: Record<Route['access'], Json[]> = {
  public: [],
  session: [{ session: [] }, { token: [] }],
  cookie: [{ session: [] }],
};

function parameters({
  access,
  input,
  method,
  needsVersion = false,
  requestHeaders = {},
  success,
}: Route): Json[] {
  const found = [
    ...namedParameters(input.shape['params'], 'path'),
    ...namedParameters(input.shape['query'], 'query'),
  ];
  if (needsVersion) {
    found.push(
      headerParameter('If-Match', { required: true, description: 'The ETag of the version that you saw.' }),
    );
  }
  if (takesKey({ access, method })) {
    found.push(
      headerParameter('Idempotency-Key', {
        required: false,
        description: 'A name of your own for this request: sent again under it, it is not done again.',
      }),
    );
  }
  for (const [name, more] of Object.entries(requestHeaders)) found.push(headerParameter(name, more));
  if (method === 'GET' && success.headers?.includes('ETag') === true) {
    found.push(
      headerParameter('If-None-Match', {
        required: false,
        description: 'The ETag of what you have already.',
      }),
    );
  }
  return found;
}

function takesKey({ access, method }: Pick<Route, 'access' | 'method'>): boolean {
  return access !== 'public' && method !== 'GET';
}

function namedParameters(schema: unknown, place: 'path' | 'query'): Json[] {
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).map(([name, value]: [string, z.ZodType]) => {
    const { description = '', ...rest } = inlineSchema(value);
    const required = place === 'path' || !value.safeParse(undefined).success;
    return { name, in: place, required, description, schema: rest };
  });
}

function headerParameter(name: string, more: { required: boolean; description: string }): Json {
  return { name, in: 'header', ...more, schema: { type: 'string' } };
}

function requestBody({ input, takes }: Route): Json {
  if (takes === 'bytes') return bodyOf('application/offset+octet-stream', {});
  if (takes === 'files') {
    const file = { type: 'array', items: { type: 'string', format: 'binary' } };
    const form = { type: 'object', properties: { file }, required: ['file'] };
    return bodyOf('multipart/form-data', { schema: form });
  }
  const schema: unknown = input.shape['body'];
  if (!(schema instanceof z.ZodType)) return {};
  return bodyOf('application/json', { schema: inlineOrReference(schema) });
}

function bodyOf(contentType: string, content: Json): Json {
  return { requestBody: { required: true, content: { [contentType]: content } } };
}

function successResponse({ description, schema, contentType, headers = [] }: Success): Json {
  const content =
    schema === undefined
      ? contentType === undefined
        ? undefined
        : { [contentType]: {} }
      : { 'application/json': { schema: inlineOrReference(schema) } };
  return {
    description,
    ...(headers.length === 0
      ? {}
      : { headers: Object.fromEntries(headers.map((name) => [name, HEADERS[name]])) }),
    ...(content === undefined ? {} : { content }),
  };
}

function unchangedResponse({ success, unchanged }: Route): Json {
  if (unchanged === undefined) return {};
  const headers = success.headers?.filter((name) => name !== 'Location') ?? [];
  return { 200: successResponse({ ...success, description: unchanged, headers }) };
}

function halfwayResponse({ success: { halfway } }: Route): Json {
  if (halfway === undefined) return {};
  return { 202: successResponse({ status: 202, ...halfway, headers: ['Set-Cookie'] }) };
}

function partResponse({ givesParts = false, success }: Route): Json {
  if (!givesParts) return {};
  const headers = [...(success.headers ?? []), 'Content-Range'] as const;
  return { 206: successResponse({ ...success, description: 'The part that `Range` asks for.', headers }) };
}

const HEADERS: Record<ResponseHeader, Json> = {
  'Accept-Ranges': { description: 'Parts can be asked for: `bytes`.', schema: { type: 'string' } },
  'Content-Range': { description: 'Which bytes these are, of how many.', schema: { type: 'string' } },
  ETag: { description: 'The draft version, in double quotes.', schema: { type: 'string' } },
  Location: { description: 'Where to read what was made.', schema: { type: 'string' } },
  'Upload-Offset': { description: 'How many bytes have come.', schema: { type: 'string' } },
  'Upload-Length': { description: 'How many bytes there are.', schema: { type: 'string' } },
  'Upload-Expires': { description: 'When it ends by itself.', schema: { type: 'string' } },
  'Set-Cookie': { description: 'The session, or how far a sign-in has come.', schema: { type: 'string' } },
};

function errorCodes({
  access,
  errors,
  isForEnrolling = false,
  method,
  needsVersion = false,
}: Route): ErrorCode[] {
  return [
    ...ERRORS_OF_ALL,
    ...(access === 'public' ? [] : ERRORS_OF_SESSIONS),
    ...(access === 'public' || isForEnrolling ? [] : ERRORS_OF_POLICY),
    ...(method === 'GET' ? [] : ERRORS_OF_WRITES),
    ...(takesKey({ access, method }) ? ERRORS_OF_KEYS : []),
    ...ERRORS_OF_INPUT,
    ...(needsVersion ? ERRORS_OF_VERSIONS : []),
    ...errors,
  ];
}

/** One response per status, which lists the codes that can come with it. */
function problemResponses(codes: readonly ErrorCode[]): Json {
  const byStatus = Map.groupBy(new Set(codes), (code) => ERRORS[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\`: ${ERRORS[code].title}.`).join('\n\n'),
        content: { [PROBLEM_CONTENT_TYPE]: { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function componentSchemas(): Json {
  const { schemas } = z.toJSONSchema(apiSchemas, { io: 'input', uri: componentAddress });
  return Object.fromEntries(
    Object.entries(schemas)
      .map(([id, schema]): [string, Json] => [id, withoutKeys(schema, ['$schema', '$id'])])
      .sort(([a], [b]) => a.localeCompare(b)),
  );
}

function inlineOrReference(schema: z.ZodType): Json {
  const id = apiSchemas.get(schema)?.id;
  return id === undefined ? inlineSchema(schema) : { $ref: componentAddress(id) };
}

function inlineSchema(schema: z.ZodType): Json {
  return withoutKeys(z.toJSONSchema(schema, { io: 'input' }), ['$schema', '~standard']);
}

function componentAddress(id: string): string {
  return `#/components/schemas/${id}`;
}

function withoutKeys(object: object, names: readonly string[]): Json {
  return Object.fromEntries(Object.entries(object).filter(([name]) => !names.includes(name)));
}
