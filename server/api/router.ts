import { Readable } from 'node:stream';
import { Router } from '@koa/router';
import type { Context, Middleware } from 'koa';
import { AppError } from '../errors.ts';
import { answerOnce } from './answer-once.ts';
import type { ApiServices } from './api-deps.ts';
import { authenticate, type Session } from './authenticate.ts';
import { authenticateBearer, readBearer } from './authenticate-bearer.ts';
import { clientOf } from './client.ts';
import { refuseCrossSite } from './cross-site.ts';
import { isKnown } from './preconditions.ts';
import { readJsonBody } from './request-body.ts';
import type { RawInput } from './check-input.ts';
import { receiveFiles } from './media/receive-files.ts';
import type { Route } from './route.ts';

/** Every request takes the same way: token or origin and session, body, and then the route's own check, use case and answer. */
export function createRouter(routes: readonly Route[], deps: ApiServices): Middleware {
  const router = new Router({ sensitive: true });
  for (const route of routes) {
    router.register(route.path, [route.method], async (ctx) => {
      const session = await identify(ctx, { route, deps });
      if (session?.mustEnrol === true && route.isForEnrolling !== true) throw mustEnrol(session);
      if (route.method !== 'GET') admitWrite(ctx, { deps, session });
      await readBody(ctx, { route, deps, session }, async ({ files, body, said }) => {
        const input = { params: ctx.params, query: ctx.query, body, ...files };
        const answer = (services: ApiServices): ReturnType<Route['answer']> =>
          route.answer({ ctx, deps: services, session, input });
        const asked = { deps, session, body: said, answer, hasSecrets: route.hasSecrets === true };
        present(ctx, { route, answer: await answerOnce(ctx, asked) });
      });
    });
  }
  const dispatch = router.routes();
  return async (ctx) => {
    // The router sets both again; its types want them there before.
    const routed = Object.assign(ctx, { params: {}, router });
    await dispatch(routed, async () => answerUnrouted(ctx, methodsOf(router, ctx.path)));
  };
}

type Requested = { route: Route; deps: ApiServices; session: Session | null };
/** `said` is what makes this request another one than one with another body. */
type Body = { body: unknown; said: unknown; files?: Pick<RawInput, 'files'> };

async function readBody(
  ctx: Context,
  { deps, route, session }: Requested,
  answer: (body: Body) => Promise<void>,
): Promise<void> {
  if (route.takes === 'files') {
    return await receiveFiles(ctx, { media: deps.media, session }, async (files) => {
      const said = files.map(({ claimedType, fileName, hash }) => [hash, fileName, claimedType]);
      await answer({ body: undefined, said, files: { files } });
    });
  }
  const isJson = route.method !== 'GET' && route.takes === undefined;
  const body = isJson ? await readJsonBody(ctx) : undefined;
  await answer({ body, said: body });
}

/** A page of another site can make a browser send its cookies, and no token: that is why only a request without one has to say where it comes from. */
async function identify(
  ctx: Context,
  { deps, route }: { deps: ApiServices; route: Route },
): Promise<Session | null> {
  const token = route.access === 'public' ? null : readBearer(ctx);
  if (token !== null) return await authenticateBearer(ctx, { deps, route, token });
  refuseCrossSite(ctx, deps.config.adminUrl);
  return route.access === 'public' ? null : await authenticate(ctx, deps);
}

function mustEnrol({ user }: Session): AppError {
  return new AppError(
    'second-factor-required',
    `Here the role "${user.role}" needs a second factor, and your account has none: until it has, you can do nothing but set one up. Sign in, and begin with POST /api/v1/profile/totp or POST /api/v1/profile/passkeys/options, or at /admin/account.`,
  );
}

function admitWrite(
  ctx: Context,
  { deps: { authoring, writeLimit }, session }: { deps: ApiServices; session: Session | null },
): void {
  const userId = session?.user.id ?? null;
  writeLimit.admit({ userId, address: clientOf(ctx).address, now: authoring.now() });
}

function present(
  ctx: Context,
  { route, answer }: { route: Route; answer: Awaited<ReturnType<Route['answer']>> },
): void {
  const {
    body,
    etag,
    headers = {},
    isHalfway = false,
    isPart = false,
    isUnchanged = false,
    location,
  } = answer;
  ctx.status = isHalfway ? 202 : isPart ? 206 : isUnchanged ? 200 : route.success.status;
  ctx.set('Cache-Control', 'no-store');
  if (location !== undefined) ctx.set('Location', location);
  if (etag !== undefined) ctx.set('ETag', etag);
  if (etag !== undefined && route.method === 'GET' && isKnown(ctx, etag)) {
    ctx.status = 304;
  } else if (body instanceof Uint8Array) {
    ctx.body = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    ctx.set('Content-Type', route.success.contentType ?? 'application/octet-stream');
  } else if (body instanceof Readable) {
    // Koa destroys it when the other side goes away.
    ctx.body = body;
    ctx.set('Content-Type', route.success.contentType ?? 'application/octet-stream');
  } else if (body !== undefined) {
    ctx.body = JSON.stringify(body);
    ctx.set('Content-Type', 'application/json');
  }
  ctx.set(headers);
}

function methodsOf(router: Router, path: string): string[] {
  const methods = new Set(router.match(path, '').path.flatMap((layer) => layer.methods));
  return methods.size === 0 ? [] : [...methods, 'OPTIONS'];
}

function answerUnrouted(ctx: Context, methods: readonly string[]): void {
  if (methods.length === 0) {
    throw new AppError('not-found', 'The API has no such address. /api/docs lists what it has.');
  }
  ctx.set('Allow', methods.join(', '));
  if (ctx.method !== 'OPTIONS') {
    throw new AppError(
      'method-not-allowed',
      `This address takes ${methods.join(', ')}. /api/docs says what each does.`,
    );
  }
  ctx.status = 204;
}
