import type { APIRoute } from 'astro';

export const GET: APIRoute = () =>
  new Response('{"answer":42}', { headers: { 'content-type': 'application/vnd.answer+json' } });
