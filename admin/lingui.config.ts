import { defineConfig } from '@lingui/cli';

/** English stands in the code; other languages beside it. `npx lingui extract` brings the catalogs up to date. */
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de'],
  catalogs: [{ path: '<rootDir>/src/i18n/{locale}', include: ['<rootDir>/src'] }],
});
