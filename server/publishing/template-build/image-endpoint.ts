/** Astro adds an endpoint for images made at visit time. Public pages name files, so nothing ever asks for it. */
export const prerender = false;

export function GET(): Response {
  return new Response(null, { status: 404 });
}
