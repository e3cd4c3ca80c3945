import type { APIRoute } from 'astro';

export const GET: APIRoute = () =>
  new Response(JSON.stringify({ items: [] }), { headers: { 'content-type': 'application/feed+json' } });
