import { defineConfig } from '@lingui/cli';

/** What the frame and the lists say: it is there before anything is shown. */
const FRAME = below('app', 'content', 'ui', 'editor/panels.ts');
const EDITOR = below(
  'editor',
  'issues',
  'media/upload.ts',
  'publish/publish-button.tsx',
  'history/readable.ts',
);

/** English stands in the code; other languages beside it. `npx lingui extract` brings the catalogs up to date. */
export default defineConfig({
  sourceLocale: 'en',
  locales: ['en', 'de'],
  catalogs: [
    { path: '<rootDir>/src/i18n/frame/{locale}', include: FRAME },
    { path: '<rootDir>/src/i18n/editor/{locale}', include: EDITOR },
    {
      path: '<rootDir>/src/i18n/{locale}',
      include: ['<rootDir>/src'],
      exclude: below('app', 'content', 'ui', 'editor'),
    },
  ],
});

function below(...paths: string[]): string[] {
  return paths.map((path) => `<rootDir>/src/${path}`);
}
