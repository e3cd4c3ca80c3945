import type { APIRoute } from 'astro';
import { getLiveEntry } from 'astro:content';
import { escapeXml } from '../../content.ts';

/** One entry is either a file without an extension or a folder with such a file in it. */
export const GET: APIRoute = async ({ params }) => {
  const [slug, part, ...rest] = (params.path ?? '').split('/');
  const { entry } = await getLiveEntry('files', { locale: 'en', slug });
  const isFolder = entry?.data.kind === 'folder';
  if (!entry || rest.length > 0 || (part !== undefined && !(isFolder && part === 'part'))) {
    return new Response(null, { status: 404 });
  }
  const { title } = entry.data;
  if (isFolder && part === undefined) {
    const html = `<!doctype html><title>${escapeXml(title)}</title><a href="part/">Part</a>`;
    return new Response(html, { headers: { 'content-type': 'text/html' } });
  }
  return new Response(`${title} as a file\n`, { headers: { 'content-type': 'text/plain' } });
};
