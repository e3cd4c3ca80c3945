import { AsyncLocalStorage } from 'node:async_hooks';
import type { RouteData } from 'astro';

/** What happened while one request was answered. */
export type RenderTrace = {
  routes: Pick<RouteData, 'route' | 'component'>[];
  /** The error of a 404 page, which Astro does not pass on. */
  failure: Error | null;
};

export type AnsweringRoute = {
  /** As in the record of the template build. */
  pattern: string;
  component: string;
};

const storage = new AsyncLocalStorage<RenderTrace>();

export function traceRender<T>(trace: RenderTrace, work: () => Promise<T>): Promise<T> {
  return storage.run(trace, work);
}

export function currentTrace(): RenderTrace | undefined {
  return storage.getStore();
}

/** Each one once, by the place where it came last. */
export function answeringRoutes(routes: RenderTrace['routes']): AnsweringRoute[] {
  const byPattern = new Map<string, AnsweringRoute>();
  for (const { component, route } of routes) {
    byPattern.delete(route);
    byPattern.set(route, { pattern: route, component });
  }
  return [...byPattern.values()];
}
