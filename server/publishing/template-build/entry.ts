import { createApp } from 'astro/app/entrypoint';

/** What `astro build` makes the server entry of: one request in, one finished response out. */
const app = createApp({ streaming: false });

// Only the bytes of a page are published: a header would be lost.
if (app.manifest.csp !== undefined) app.manifest.csp.cspDestination = 'meta';

// Astro would answer a template that threw with the site's 500 page: here the error itself is the answer.
const renderErrorPage = app.renderError.bind(app);
app.renderError = async (request, options) => {
  const { error, status } = options;
  if (status < 500) return await renderErrorPage(request, options);
  if (error instanceof Error) throw error;
  throw new Error(typeof error === 'string' ? error : `The template answered with status ${status}`);
};

export function render(request: Request): Promise<Response> {
  return app.render(request, { prerenderedErrorPageFetch: noPrerenderedPage });
}

/** The file of the template that answers a request. */
export function templateOf(request: Request): string | null {
  return app.match(request)?.component ?? null;
}

/** Astro would fetch a prerendered 404 page over the network; it is a file of the client output already. */
function noPrerenderedPage(): Promise<Response> {
  return Promise.resolve(new Response(null, { status: 404 }));
}

export const manifest = app.manifest;
