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
  state.getClientAddress = REFUSALS.clientAddress;
  state.computePreferredLocale = REFUSALS.preferredLocale;
  state.computePreferredLocaleList = REFUSALS.preferredLocaleList;
  state.provide('session', SESSION_PROVIDER);
  Object.defineProperty(context, 'session', SESSION_PROPERTY);
  // One prototype for all pages, and nothing made for each: this runs for every page.
  const { cookies, request, url } = context;
  guardedCookies ??= Object.create(Object.getPrototypeOf(cookies) as object, {
    get: { value: REFUSALS.cookies },
    has: { value: REFUSALS.cookies },
    set: { value: REFUSALS.cookies },
    delete: { value: REFUSALS.cookies },
  }) as object;
  Object.setPrototypeOf(cookies, guardedCookies);
  Object.setPrototypeOf(request, GUARDED_REQUEST);
  Object.setPrototypeOf(url, GUARDED_URL);
}

const REFUSALS = {
  clientAddress: refusalOf('Astro.clientAddress'),
  cookies: refusalOf('Astro.cookies'),
  preferredLocale: refusalOf('Astro.preferredLocale'),
  preferredLocaleList: refusalOf('Astro.preferredLocaleList'),
  session: refusalOf('Astro.session'),
};

const SESSION_PROVIDER = { create: REFUSALS.session };
const SESSION_PROPERTY = { get: REFUSALS.session, configurable: true, enumerable: true };

const GUARDED_REQUEST = guardProperties(Request.prototype, { headers: 'Astro.request.headers' });
const GUARDED_URL = guardProperties(URL.prototype, {
  search: 'Astro.url.search',
  searchParams: 'Astro.url.searchParams',
});
/** Astro keeps the class of its cookies to itself. */
let guardedCookies: object | undefined;

function refusalOf(name: string): () => never {
  return () => refuse({ code: 'needs-visitor', what: `\`${name}\` is read`, why: NOBODY });
}

/** Astro itself reads these too, to route the request: that is no template's business. */
function guardProperties(prototype: object, shown: Readonly<Record<string, string>>): object {
  const guarded = Object.create(prototype) as object;
  for (const [property, name] of Object.entries(shown)) {
    const refusal = { code: 'needs-visitor', what: `\`${name}\` is read`, why: NOBODY } as const;
    const get = function (this: object): unknown {
      refuse({ ...refusal, allowEngine: true, asked: get });
      return Reflect.get(prototype, property, this);
    };
    Object.defineProperty(guarded, property, {
      get,
      // As an address is put together, before it is a page's.
      set(this: object, value: unknown) {
        Reflect.set(prototype, property, value, this);
      },
      configurable: true,
    });
  }
  return guarded;
}
