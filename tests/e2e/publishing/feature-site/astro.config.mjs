import { defineConfig } from 'astro/config';
import { stillpressAdapter } from './server/publishing/template-build/adapter.ts';

const islands = {
  name: 'islands',
  hooks: {
    'astro:config:setup': ({ addRenderer }) =>
      addRenderer({
        name: 'islands',
        clientEntrypoint: './site/island/client.ts',
        serverEntrypoint: './site/island/server.ts',
      }),
  },
};

export default defineConfig({
  srcDir: './site',
  publicDir: './site/public',
  output: 'server',
  adapter: stillpressAdapter(),
  integrations: [islands],
  base: '/docs',
  trailingSlash: 'never',
  redirects: { '/old': '/docs/guides/new', '/moved/[slug]': '/docs/guides/[slug]' },
  i18n: {
    locales: ['en', 'de'],
    defaultLocale: 'en',
    fallback: { de: 'en' },
    routing: { prefixDefaultLocale: false, fallbackType: 'rewrite' },
  },
  security: {
    csp: {
      directives: ["default-src 'self'"],
      scriptDirective: { hashes: [`sha256-${'c'.repeat(43)}=`] },
    },
  },
});
