import { defineConfig } from 'astro/config';

export default defineConfig({
  site: 'https://bench.example',
  trailingSlash: 'always',
  cacheDir: './.cache',
  compressHTML: true,
  devToolbar: { enabled: false },
  // Neither is done by the site that this one is compared with.
  markdown: { syntaxHighlight: false, smartypants: false },
  experimental: { incrementalBuild: process.env.INCREMENTAL === 'yes' },
});
