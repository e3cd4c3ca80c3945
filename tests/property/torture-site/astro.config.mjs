import { defineConfig } from 'astro/config';
import { stillpressAdapter } from './server/publishing/template-build/adapter.ts';
import { redirects } from './site/redirects.mjs';

export default defineConfig({
  srcDir: './site',
  publicDir: './site/public',
  output: 'server',
  adapter: stillpressAdapter(),
  trailingSlash: 'always',
  redirects,
});
