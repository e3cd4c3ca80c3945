import { defineConfig } from 'astro/config';
import { stillpressAdapter } from './server/publishing/template-build/adapter.ts';
import { contentModel } from './site/content-model.ts';
import { localeRoutes } from './site/locale-routes.ts';

export default defineConfig({
  site: process.env['SITE_URL'] ?? 'http://localhost:4000',
  srcDir: './site',
  publicDir: './site/public',
  output: 'server',
  adapter: stillpressAdapter(),
  integrations: [localeRoutes(contentModel)],
  trailingSlash: 'always',
  i18n: {
    locales: [...contentModel.locales],
    defaultLocale: contentModel.defaultLocale,
    // The routes say the locale. Astro's own routing takes the slug of a post called "en" for one.
    routing: 'manual',
  },
  // A static site has no visitor's session to keep.
  session: false,
  security: {
    // Astro adds the hashes of the styles and scripts it writes into a page.
    csp: {
      directives: [
        "default-src 'self'",
        "img-src 'self' data: https:",
        'frame-src https:',
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
      ],
    },
  },
  compressHTML: true,
  // The toolbar would be in no published page; in development it hides what a page looks like.
  devToolbar: { enabled: false },
});
