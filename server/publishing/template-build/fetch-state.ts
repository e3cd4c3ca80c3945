import type { APIContext, RouteData } from 'astro';

/** What Astro keeps about a request: the context that templates get is made from it, more than once. */
export type FetchState = {
  routeData: RouteData;
  getClientAddress: () => string;
  computePreferredLocale: () => string | undefined;
  computePreferredLocaleList: () => string[] | undefined;
  provide(key: string, provider: { create: () => unknown }): void;
};

export function fetchStateOf(context: APIContext): FetchState {
  const state = (context as { [FETCH_STATE]?: FetchState })[FETCH_STATE];
  if (state === undefined)
    throw new Error('Astro no longer keeps its state where it did: adapt fetch-state.ts');
  return state;
}

/** Astro's own key, registered so that every copy of Astro finds the same. */
const FETCH_STATE: unique symbol = Symbol.for('astro.fetchState') as never;
