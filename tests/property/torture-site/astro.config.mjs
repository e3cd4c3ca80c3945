import { defineConfig } from 'astro/config';
import { stillpressAdapter } from './server/publishing/template-build/adapter.ts';

export default defineConfig({
  srcDir: './site',
  publicDir: './site/public',
  output: 'server',
  adapter: stillpressAdapter(),
  trailingSlash: 'always',
  redirects: { '/old-home/': '/', '/old-list/': '/newest/2/' },
});
