import type { APIContext } from 'astro';

export function GET({ site }: APIContext): Response {
  const lines = ['User-agent: *', 'Allow: /', `Sitemap: ${new URL('/sitemap.xml', site).href}`, ''];
  return new Response(lines.join('\n'), { headers: { 'Content-Type': 'text/plain; charset=utf-8' } });
}
