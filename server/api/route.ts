import assert from 'node:assert/strict';
import type { Readable } from 'node:stream';
import type { Context } from 'koa';
import { z } from 'zod';
import type { ErrorCode } from '../errors.ts';
import type { ReceivedFile } from '../media/media-context.ts';
import type { ApiServices } from './api-deps.ts';
import type { CookieSession, Session } from './authenticate.ts';
import { checkInput, type RawInput } from './check-input.ts';

/** One method of one address. The router and the OpenAPI document are both made from these, and from nothing else. */
export type Route = RouteDescription<z.ZodObject, Success> & {
  /**
   * `session`: a signed-in user is needed, or a program with an API token of theirs; `cookie`: the user themselves. What that user may do is for the use
   * case to decide.
   */
  access: 'public' | 'session' | 'cookie';
  /** Checks the input, does the work, and says what to send. */
  answer(call: Call & { session: Session | null; input: RawInput }): Promise<Answer & { body?: unknown }>;
};

type RouteDescription<Input extends z.ZodObject, S extends Success> = {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As the router writes it: `/api/v1/entries/:id`. */
  path: string;
  operationId: string;
  tag: string;
  summary: string;
  description?: string;
  /** An object of `params`, `query` and `body`, as far as the route takes them. */
  input: Input;
  /** What the body is instead of JSON. `files`: a form with files, which are there in whole when the route answers; `bytes`: the route reads them itself. */
  takes?: 'files' | 'bytes';
  /** Those of the request that mean something here alone, in the document. */
  requestHeaders?: Readonly<Record<string, { required: boolean; description: string }>>;
  /** There is a password in the body: nothing is kept by which it could be guessed. */
  hasSecrets?: boolean;
  /** Open to who has yet to set up the second factor that their role needs, as little else is. */
  isForEnrolling?: boolean;
  /** The request must name the version that its sender saw, as `If-Match`. */
  needsVersion?: boolean;
  success: S;
  /** Answered with 200 and the same body where everything is so already: what that means. */
  unchanged?: string;
  /** A part is answered with 206 where `Range` asks for one. */
  givesParts?: boolean;
  /** Beyond those that follow from all this. */
  errors: readonly ErrorCode[];
};

export type Success = {
  status: 200 | 201 | 202 | 204 | 302;
  description: string;
  /** Of a JSON body. */
  schema?: z.ZodType;
  /** Of a body that is not JSON. */
  contentType?: string;
  headers?: readonly ResponseHeader[];
  /** Answered with 202 where something else has to be given first: what that is. */
  halfway?: { description: string; schema: z.ZodType };
};

export type ResponseHeader =
  | 'Accept-Ranges'
  | 'Content-Range'
  | 'ETag'
  | 'Location'
  | 'Set-Cookie'
  | 'Upload-Offset'
  | 'Upload-Length'
  | 'Upload-Expires';

export type Call = { ctx: Context; deps: ApiServices; files?: readonly ReceivedFile[] };

/** What goes with the body. */
export type Answer = {
  etag?: string;
  location?: string;
  headers?: Readonly<Record<string, string>>;
  isUnchanged?: boolean;
  isHalfway?: boolean;
  isPart?: boolean;
  /** Shown once: kept nowhere, also not for whoever sends the request again. */
  isSecret?: boolean;
};

export const noInput = z.object({});

/** The handler gets what the schemas of the input give, and must answer with what the schema of the success takes. */
export function sessionRoute<Input extends z.ZodObject, S extends Success>({
  handle,
  ...description
}: Definition<Input, S, { session: Session }>): Route {
  return {
    ...description,
    access: 'session',
    answer: async ({ ctx, deps, session, input }) => {
      assert(session !== null, 'the router authenticates before it lets a session route answer');
      const { files = [] } = input;
      return await handle({ ctx, deps, session, files, input: checkInput(description.input, input) });
    },
  };
}

/** As `sessionRoute`, for what no program does in somebody's name: their account, and those of others. */
export function cookieRoute<Input extends z.ZodObject, S extends Success>({
  handle,
  ...description
}: Definition<Input, S, { session: CookieSession }>): Route {
  return {
    ...description,
    access: 'cookie',
    answer: async ({ ctx, deps, session, input }) => {
      assert(isOfCookie(session), 'the router lets no token come to a cookie route');
      return await handle({ ctx, deps, session, input: checkInput(description.input, input) });
    },
  };
}

function isOfCookie(session: Session | null): session is CookieSession {
  return session !== null && 'token' in session;
}

export function publicRoute<Input extends z.ZodObject, S extends Success>({
  handle,
  ...description
}: Definition<Input, S>): Route {
  return {
    ...description,
    access: 'public',
    answer: async ({ ctx, deps, input }) =>
      await handle({ ctx, deps, input: checkInput(description.input, input) }),
  };
}

type Definition<Input extends z.ZodObject, S extends Success, More = unknown> = RouteDescription<Input, S> & {
  handle: (call: Call & { input: z.output<Input> } & More) => Promise<Answer & BodyOf<S>>;
};

type BodyOf<S extends Success> =
  | (S extends { halfway: { schema: infer Halfway extends z.ZodType } }
      ? { isHalfway: true; body: z.input<Halfway> }
      : never)
  | DoneBodyOf<S>;

type DoneBodyOf<S extends Success> = S extends { schema: infer Schema extends z.ZodType }
  ? { isHalfway?: false; body: z.input<Schema> }
  : S extends { contentType: string }
    ? { body: Uint8Array | Readable }
    : { body?: never };
