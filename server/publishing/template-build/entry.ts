import { createApp } from 'astro/app/entrypoint';
import { createPageCsp, withoutMarks } from './page-csp.ts';
import { answeringRoutes, traceRender } from './render-trace.ts';
import type { AnsweringRoute, RenderTrace } from './render-trace.ts';

/** Put in by the adapter. */
declare const STILLPRESS_CONFIGURED_CSP_HASHES: readonly string[];
declare const STILLPRESS_INLINE_MARK: string;

/** What `astro build` makes the server entry of: one request in, one finished response out. */
const app = createApp({ streaming: false });
export const manifest = app.manifest;

// Only the bytes of a page are published: a header would be lost.
if (manifest.csp !== undefined) manifest.csp.cspDestination = 'meta';
export const mark = STILLPRESS_INLINE_MARK;
export const finishHtml =
  manifest.csp && createPageCsp({ csp: manifest.csp, configured: STILLPRESS_CONFIGURED_CSP_HASHES, mark });

// Astro would answer a template that threw with the site's 500 page: here the error itself is the answer.
const renderErrorPage = app.renderError.bind(app);
app.renderError = async (request, options) => {
  const { error, status } = options;
  if (status < 500) return await renderErrorPage(request, options);
  if (error instanceof Error) throw error;
  throw new Error(typeof error === 'string' ? error : `The template answered with status ${status}`);
};

const traces = new WeakMap<Request, RenderTrace>();

/** Loads every page's module, so that what they do at their top level happens outside the rendering of any page. */
export async function load(): Promise<void> {
  const pages = [...(manifest.pageMap?.values() ?? [])].map((importPage) => importPage());
  // A module that cannot be loaded fails the pages that need it, when they are rendered.
  await Promise.allSettled([manifest.middleware?.(), ...pages]);
}

export async function render(request: Request): Promise<Response> {
  const trace: RenderTrace = { routes: [], failure: null };
  traces.set(request, trace);
  if (!isBelowBase(request)) return new Response(null, { status: 404 });
  const response = await traceRender(trace, () =>
    app.render(request, { prerenderedErrorPageFetch: noPrerenderedPage }),
  );
  if (trace.failure !== null) throw trace.failure;
  return await withPageCsp(withoutFalseRedirect(response));
}

/**
 * Where a locale takes the page of another one (`fallbackType: 'rewrite'`), Astro gives that page the status 302 and no destination: it
 * keeps the status of the redirect which it replaced. A redirect to nowhere says nothing, and the body is the page.
 */
function withoutFalseRedirect(response: Response): Response {
  const { body, headers, status } = response;
  const leadsNowhere = status >= 300 && status < 400 && status !== 304 && !headers.has('location');
  return leadsNowhere && body !== null ? new Response(body, { headers, status: 200 }) : response;
}

async function withPageCsp(response: Response): Promise<Response> {
  const contentType = response.headers.get('content-type') ?? '';
  if (finishHtml === undefined || !TEXT.test(contentType)) return response;
  const { headers, status, statusText } = response;
  const text = await response.text();
  const finished = contentType.startsWith('text/html') ? finishHtml(text) : withoutMarks(text, mark);
  return new Response(finished, { headers, status, statusText });
}

/** A feed may carry what a template made as well. */
const TEXT = /^(?:text\/|application\/(?:.*\+)?(?:json|xml))/;

/** Astro answers `/about/` and `/base/about/` alike: only one of them is an address of the site. */
function isBelowBase({ url }: Request): boolean {
  const base = manifest.base.replace(/\/$/, '');
  const { pathname } = new URL(url);
  return pathname === base || pathname.startsWith(`${base}/`);
}

/** The file of the template that answers a request. */
export function templateOf(request: Request): string | null {
  return routeOf(request)?.component ?? null;
}

/** The route that answered a request which has been rendered, after every rewrite; else the one that would be asked first. */
export function routeOf(request: Request): AnsweringRoute | null {
  return routesOf(request).at(-1) ?? null;
}

/** Every route whose templates took part in the answer, in order: with a rewrite or a 404 page there are two. */
export function routesOf(request: Request): AnsweringRoute[] {
  if (!isBelowBase(request)) return [];
  const routes = traces.get(request)?.routes ?? [];
  if (routes.length > 0) return answeringRoutes(routes);
  // A redirect of the configuration runs no template.
  const route = app.match(request);
  return route === undefined ? [] : answeringRoutes([route]);
}

/** Astro would fetch a prerendered 404 page over the network; it is a file of the client output already. */
function noPrerenderedPage(): Promise<Response> {
  return Promise.resolve(new Response(null, { status: 404 }));
}
