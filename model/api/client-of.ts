import type { ADDRESSES, OperationName } from './addresses.ts';
import { ApiError, PROBLEM_CONTENT_TYPE, type Explained } from './api-error.ts';
import type { CookieJar } from './cookie-jar.ts';
import type { Operations } from './operations.ts';
import type { Problem } from './problem.ts';

export type ApiClientOptions = {
  /** Where the server is, such as `https://cms.example.org`. In a page: where the page came from, unless told otherwise. */
  baseUrl?: string;
  /** An API token, in place of a session. */
  token?: string;
  /** A browser keeps its cookies itself. Elsewhere they are kept in here, by name, from the sign-in on. */
  cookies?: Map<string, string>;
  fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** What an error says, in place of the server's own words. */
  explain?: (error: ApiError) => Promise<Explained>;
};

/** One method for each operation of the API, under its name in the OpenAPI document. Each is one request: nothing is sent again by itself. */
export type ApiClient = { [Name in OperationName]: Method<Name> };

export type Answered<Body> = {
  body: Body;
  status: number;
  /** Without its quotes: of an entry, the version that `ifMatch` names. */
  etag: string | null;
  location: string | null;
  /** Finds the request in the log of the server. */
  correlationId: string | null;
  /** It had been done before under this key, and this is the answer of then. */
  isReplayed: boolean;
};

export type ApiRequest<Name extends OperationName> = Record<
  ParameterOf<(typeof ADDRESSES)[Name]>,
  Parameter
> &
  Omit<Operations[Name], 'answer'> &
  Settings;

type Parameter = string | number;

type ParameterOf<Path> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | ParameterOf<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type Settings = {
  signal?: AbortSignal;
  /** Of a write: that of an earlier request to send it again, null for none. Left out, each request gets one of its own. */
  idempotencyKey?: string | null;
};

type Method<Name extends OperationName> = 'ifNoneMatch' extends keyof Operations[Name]
  ? Plain<ApiRequest<Name> & { ifNoneMatch?: never }, Operations[Name]['answer']> &
      Plain<ApiRequest<Name> & { ifNoneMatch: string }, Operations[Name]['answer'] | null>
  : Plain<ApiRequest<Name>, Operations[Name]['answer']>;

type Plain<Request, Body> = Settings extends Request
  ? (request?: Request) => Promise<Answered<Body>>
  : (request: Request) => Promise<Answered<Body>>;

/** What a request may hold, whichever it is. */
type AnyRequest = Settings & {
  query?: Readonly<Record<string, string | number | boolean | undefined>>;
  body?: unknown;
  ifMatch?: string;
  ifNoneMatch?: string;
  headers?: Readonly<Record<string, string>>;
};

export type OperationTable<Name extends OperationName> = {
  /** Method and path of each. */
  addresses: Readonly<Record<Name, string>>;
  /** The caller gets the answer as it is. */
  answeredAsIs: ReadonlySet<string>;
  /** The server keeps no key of theirs. */
  withoutKey: ReadonlySet<string>;
};

/** One method for each operation of a table. `jar`: null where the browser keeps the cookies, or none are needed. */
export function clientOf<Name extends OperationName>(
  table: OperationTable<Name>,
  options: ApiClientOptions = {},
  jar: CookieJar | null = null,
): Pick<ApiClient, Name> {
  const methods = Object.entries<string>(table.addresses).map(([name, address]) => {
    const operation = {
      address,
      isAsIs: table.answeredAsIs.has(name),
      isWithoutKey: table.withoutKey.has(name),
    };
    return [
      name,
      async (request: AnyRequest = {}) => await call(operation, { request, options, jar }),
    ] as const;
  });
  return Object.fromEntries(methods) as Pick<ApiClient, Name>;
}

type Operation = { address: string; isAsIs: boolean; isWithoutKey: boolean };

type Call = { request: AnyRequest; options: ApiClientOptions; jar: CookieJar | null };

async function call(operation: Operation, { request, options, jar }: Call): Promise<Answered<unknown>> {
  const [method = '', path = ''] = operation.address.split(' ');
  const idempotencyKey =
    method === 'GET' || operation.isWithoutKey || request.idempotencyKey === null
      ? null
      : (request.idempotencyKey ?? newKey());
  const url = (options.baseUrl ?? '').replace(/\/+$/, '') + fillPath(path, request) + queryOf(request);
  try {
    const response = await (options.fetch ?? fetch)(url, {
      method,
      headers: headersOf(request, { token: options.token, cookie: jar?.header() ?? '', idempotencyKey }),
      // Nothing that answers JSON leads elsewhere, and no credentials go there.
      redirect: 'manual',
      ...(request.body === undefined ? {} : { body: sentAs(request.body) }),
      ...(request.signal === undefined ? {} : { signal: request.signal }),
    });
    jar?.keep(response.headers);
    return await readAnswer(response, { isAsIs: operation.isAsIs, idempotencyKey });
  } catch (cause) {
    const error = cause instanceof ApiError ? cause : unanswered(cause, idempotencyKey);
    if (options.explain !== undefined) Object.assign(error, await options.explain(error));
    throw error;
  }
}

function unanswered(cause: unknown, idempotencyKey: string | null): ApiError {
  const message = 'The server could not be reached. Check the connection and try again.';
  return new ApiError(message, { code: 'no-answer', idempotencyKey, cause });
}

/** A form and bytes go as they are: `fetch` knows their types. */
function sentAs(body: unknown): string | FormData | Blob {
  return body instanceof FormData || body instanceof Blob ? body : JSON.stringify(body);
}

/** A dot or nothing in place of an id would make another path of it. */
function fillPath(path: string, request: object): string {
  return path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = String(Reflect.get(request, name) ?? '');
    if (!/^\.{0,2}$/.test(value)) return encodeURIComponent(value);
    const message = `There is no ${name} ${JSON.stringify(value)}. Nothing was sent.`;
    throw new ApiError(message, { code: 'invalid-input', issues: [{ path: `params.${name}`, message }] });
  });
}

function queryOf({ query = {} }: AnyRequest): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value));
  return given.size === 0 ? '' : `?${given.toString()}`;
}

type Credentials = { token: string | undefined; cookie: string; idempotencyKey: string | null };

function headersOf(
  { body, headers = {}, ifMatch, ifNoneMatch }: AnyRequest,
  { token, cookie, idempotencyKey }: Credentials,
): Record<string, string> {
  return {
    Accept: 'application/json, */*;q=0.5',
    ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    ...(cookie === '' ? {} : { Cookie: cookie }),
    ...(body === undefined || body instanceof FormData || body instanceof Blob
      ? {}
      : { 'Content-Type': 'application/json' }),
    ...(ifMatch === undefined ? {} : { 'If-Match': `"${ifMatch}"` }),
    ...(ifNoneMatch === undefined ? {} : { 'If-None-Match': `"${ifNoneMatch}"` }),
    ...(idempotencyKey === null ? {} : { 'Idempotency-Key': idempotencyKey }),
    ...headers,
  };
}

/** `crypto.randomUUID` is missing where a page is served over plain http. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, '0'),
  ).join('');
}

type Reading = { isAsIs: boolean; idempotencyKey: string | null };

async function readAnswer(
  response: Response,
  { isAsIs, idempotencyKey }: Reading,
): Promise<Answered<unknown>> {
  const { headers, status } = response;
  const type = headers.get('Content-Type') ?? '';
  if (status >= 400 && type.startsWith(PROBLEM_CONTENT_TYPE)) {
    const problem = (await response.json()) as Problem;
    const retryAfter = headers.get('Retry-After');
    throw new ApiError(problem.detail, {
      code: problem.code,
      status,
      problem,
      retryAfterSeconds: retryAfter === null ? null : Number(retryAfter),
      idempotencyKey,
    });
  }
  const isEmpty = status === 204 || status === 304;
  if (status >= 400 || (!isAsIs && !isEmpty && !type.startsWith('application/json'))) {
    throw new ApiError(
      `Something else than Stillpress has answered (status ${status}). Check the address, and what stands in between.`,
      { code: 'not-understood', status, idempotencyKey },
    );
  }
  return {
    body: isAsIs ? response : status === 304 ? null : isEmpty ? undefined : await response.json(),
    status,
    etag: /^(?:W\/)?"(.*)"$/.exec(headers.get('ETag') ?? '')?.[1] ?? null,
    location: headers.get('Location'),
    correlationId: headers.get('X-Request-Id'),
    isReplayed: headers.get('Idempotency-Replayed') === 'true',
  };
}
