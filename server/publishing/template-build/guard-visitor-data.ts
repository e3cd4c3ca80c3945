import type { APIContext } from 'astro';
import { refuse } from '../../../content-cache/refusal.ts';
import type { FetchState } from './fetch-state.ts';

const NOBODY =
  'Pages are rendered before anybody visits them, so there is no visitor to ask about. Make a page for each answer, or do it with a script in the browser';

/**
 * Everything about the visitor that Astro hands to templates answers with a refusal. A default, such as no cookies, would be published
 * as if it were true for everyone.
 */
export function guardVisitorData(context: APIContext, state: FetchState): void {
  const { cookies, request, url } = context;
  for (const method of ['get', 'has', 'set', 'delete'] as const) {
    Object.defineProperty(cookies, method, { value: refusalOf('Astro.cookies'), configurable: true });
  }
  state.getClientAddress = refusalOf('Astro.clientAddress');
  state.computePreferredLocale = refusalOf('Astro.preferredLocale');
  state.computePreferredLocaleList = refusalOf('Astro.preferredLocaleList');
  state.provide('session', { create: refusalOf('Astro.session') });
  define(context, 'session', refusalOf('Astro.session'));
  guardProperty(request, 'headers', 'Astro.request.headers');
  guardProperty(url, 'search', 'Astro.url.search');
  guardProperty(url, 'searchParams', 'Astro.url.searchParams');
}

function refusalOf(name: string): () => never {
  return () => refuse({ code: 'needs-visitor', what: `\`${name}\` is read`, why: NOBODY });
}

/** Astro itself reads it too, to route the request: that is no template's business. */
function guardProperty<T extends object>(target: T, name: keyof T & string, shown: string): void {
  const original = target[name];
  define(target, name, () => {
    refuse({ code: 'needs-visitor', what: `\`${shown}\` is read`, why: NOBODY, allowEngine: true });
    return original;
  });
}

function define(target: object, name: string, get: () => unknown): void {
  Object.defineProperty(target, name, { get, configurable: true, enumerable: true });
}
