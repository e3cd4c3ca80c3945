import Koa from 'koa';
import type { Middleware } from 'koa';
import { respondWithProblem } from '../api/problem.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Readiness } from '../operations/readiness.ts';
import { createHealth } from './health.ts';
import { createRequestLog, type Answered } from './request-log.ts';

export type HealthAppParts = {
  log: Log;
  metricsPage: Middleware | undefined;
  onAnswered?: ((answered: Answered) => void) | undefined;
  readiness: () => Promise<Readiness>;
};

/** What a process without the web role answers: whether it is alive, and whether it is fit for work. */
export function createHealthApp({ log, metricsPage, onAnswered, readiness }: HealthAppParts): Koa {
  const app = new Koa();
  app.use(createRequestLog(log, { onAnswered }));
  app.use(createHealth({ readiness }));
  if (metricsPage !== undefined) app.use(metricsPage);
  app.use((ctx) => {
    const detail = 'This process publishes. Sites, /api and /admin are answered by one with the web role.';
    respondWithProblem(ctx, new AppError('not-found', detail), log);
  });
  return app;
}
