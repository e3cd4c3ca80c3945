import { defineConfig } from 'astro/config';
import { stillpressAdapter } from './server/publishing/template-build/adapter.ts';

export default defineConfig({
  site: process.env.SITE_URL,
  srcDir: './site',
  publicDir: './site/public',
  output: 'server',
  adapter: stillpressAdapter(),
  trailingSlash: 'always',
  compressHTML: true,
  session: false,
  devToolbar: { enabled: false },
});
