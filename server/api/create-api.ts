import type { Middleware } from 'koa';
import { createCodeGuard } from '../accounts/code-guard.ts';
import { createMailGuard } from '../accounts/mail-guard.ts';
import { createPasskeyGuard } from '../accounts/passkey-guard.ts';
import { createPasswordGuard } from '../accounts/password-guard.ts';
import { createPreviewLinkGuard } from '../accounts/preview-link-guard.ts';
import { explainMissingSchema } from '../store/explain-missing-schema.ts';
import type { ApiDeps } from './api-deps.ts';
import { isApiPath } from './api-path.ts';
import { createCookieKeys } from './cookie-keys.ts';
import { createPreviewPages } from './preview/preview-pages.ts';
import { respondWithProblem } from './problem.ts';
import { createRouter } from './router.ts';
import { ROUTES } from './routes.ts';
import { createWriteLimit } from './write-limit.ts';

/** Answers everything under `/api` and `/preview`, and passes on the rest. */
export function createApi(deps: ApiDeps): Middleware {
  const guards = {
    passwordGuard: createPasswordGuard(deps.database),
    codeGuard: createCodeGuard(deps.database),
    passkeyGuard: createPasskeyGuard(deps.database),
    mailGuard: createMailGuard(deps.database),
    previewLinkGuard: createPreviewLinkGuard(deps.database),
    writeLimit: createWriteLimit(deps.config.writesPerMinute),
  };
  const keys = createCookieKeys(deps.config.sessionKeys);
  const services = { ...deps, ...guards, keys };
  const answer = createRouter(ROUTES, services);
  const pages = createPreviewPages(services);
  return async (ctx, next) => {
    if (!isApiPath(ctx.path)) return await next();
    // Nothing else has cookies, so the keys that sign them come in here; `ctx.cookies` takes them from the app.
    ctx.app.keys = keys;
    try {
      if (!(await pages.answer(ctx))) await answer(ctx, next);
    } catch (error) {
      respondWithProblem(ctx, await explainMissingSchema(deps.database, error), deps.log);
    }
    return undefined;
  };
}
