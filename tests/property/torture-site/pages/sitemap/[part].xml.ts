import type { APIRoute } from 'astro';
import { getLiveCollection } from 'astro:content';

export const GET: APIRoute = async ({ params }) => {
  const offset = (Number(params.part) - 1) * 5;
  const { entries = [] } = await getLiveCollection('posts', { locale: 'en', sort: 'id', limit: 5, offset });
  if (entries.length === 0) return new Response(null, { status: 404 });
  const urls = entries.map(({ data }) => `<url><loc>https://torture.example${data.$path}</loc></url>`);
  return new Response(`<urlset>${urls.join('')}</urlset>`, {
    headers: { 'content-type': 'application/xml' },
  });
};
