import type { APIRoute } from 'astro';
import { getLiveCollection } from 'astro:content';

export const GET: APIRoute = async () => {
  const { entries = [] } = await getLiveCollection('posts', { locale: 'en', sort: '-id' });
  const rows = entries.map(({ id, data }) => [
    id,
    data.title,
    data.$slug,
    data.$publishedAt,
    data.author ?? null,
  ]);
  return new Response(JSON.stringify(rows), { headers: { 'content-type': 'application/json' } });
};
