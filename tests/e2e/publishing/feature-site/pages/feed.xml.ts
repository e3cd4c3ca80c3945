import type { APIRoute } from 'astro';

export const GET: APIRoute = ({ site }) =>
  new Response(`<feed>${site?.href}</feed>`, { headers: { 'content-type': 'application/atom+xml' } });
