import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { AstroIntegration } from 'astro';
import type { ContentModel } from '../model/content-model.ts';

/** What a site has once, whatever its languages. */
const ONCE = [/^404\.astro$/, /^robots\.txt\.ts$/, /^sitemap/];

/**
 * Gives every file in `pages/` a route for each further locale: `pages/blog/[slug].astro` answers `/blog/…` and `/de/blog/…`, and
 * `localeOf(Astro)` tells which it is.
 */
export function localeRoutes(model: ContentModel): AstroIntegration {
  return {
    name: 'locale-routes',
    hooks: {
      'astro:config:setup': ({ injectRoute }) => {
        const files = listPageFiles();
        for (const locale of model.locales) {
          if (locale === model.defaultLocale) continue;
          for (const file of files) {
            injectRoute({ pattern: `/${locale}${routePattern(file)}`, entrypoint: `site/pages/${file}` });
          }
        }
      },
    },
  };
}

/** Astro makes no routes of files and folders that begin with an underscore. */
function listPageFiles(): string[] {
  const folder = fileURLToPath(new URL('pages/', import.meta.url));
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter(
      (file) => /\.(astro|ts)$/.test(file) && !/(^|\/)_/.test(file) && !ONCE.some((once) => once.test(file)),
    )
    .sort();
}

/** `blog/index.astro` → `/blog`, `rss.xml.ts` → `/rss.xml`. */
function routePattern(file: string): string {
  return `/${file}`.replace(/\.(astro|ts)$/, '').replace(/\/index$/, '');
}
