import node from '@astrojs/node';
import { defineConfig } from 'astro/config';
import { redirects } from './site/redirects.mjs';

/** The torture site as Astro's documentation would have it run: a server that renders at visit time. */
export default defineConfig({
  site: process.env['SITE_URL'],
  srcDir: './site',
  publicDir: './site/public',
  output: 'server',
  adapter: node({ mode: 'standalone' }),
  trailingSlash: 'always',
  redirects,
  // Without this, Astro takes every visitor's Host for localhost.
  security: { allowedDomains: [{ protocol: 'https', hostname: 'torture.example' }] },
});
