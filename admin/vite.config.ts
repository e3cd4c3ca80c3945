import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { budgets, type Budget } from './build/budget.ts';
import { compressedFiles } from './build/compressed-files.ts';
import { iconsInOneFile } from './build/icons-in-one-file.ts';

/** React Aria speaks some thirty languages. In those that the screen does not speak it is as the screen is: in English. */
const OTHER_LANGUAGES = /\/react-(?:aria|stately)\/dist\/private\/intl\/[\w-]+\/(?!en-US|de-DE)[\w-]+\.m?js$/;

function withoutOtherLanguages(): Plugin {
  return {
    name: 'without-other-languages',
    enforce: 'pre',
    load: (id) => (OTHER_LANGUAGES.test(id) ? "export { default } from './en-US.mjs';" : null),
  };
}

/** There is nothing to preload: all styles are in one file, and no part names what it needs in turn. What the bundler brings for it would be two thirds of a kilobyte. */
function withoutPreloading(): Plugin {
  return {
    name: 'without-preloading',
    enforce: 'pre',
    load: (id) =>
      id === '\0vite/preload-helper.js' ? 'export const __vitePreload = (load) => load();' : null,
  };
}

/** Kilobytes of 1024 bytes. */
const BUDGETS = ['en', 'de'].flatMap((language): Budget[] => {
  const list = ['src/main.tsx', `src/i18n/frame/${language}.po`];
  const editor = ['editor-page.tsx', 'document/document-field.tsx', 'find-issues.ts'];
  const form = [`src/i18n/editor/${language}.po`, ...editor.map((name) => `src/editor/${name}`)];
  return [
    { screen: `A list (${language})`, limitKb: 120, loads: list },
    { screen: `An entry with its text (${language})`, limitKb: 300, loads: [...list, ...form] },
  ];
});

export default defineConfig({
  root: import.meta.dirname,
  base: '/admin/',
  // React has it by itself.
  resolve: { alias: [{ find: /^use-sync-external-store\/shim(\/index\.js)?$/, replacement: 'react' }] },
  plugins: [
    withoutOtherLanguages(),
    withoutPreloading(),
    iconsInOneFile(),
    react(),
    lingui({ cwd: import.meta.dirname, macroTransform: true, failOnMissing: true }),
    compressedFiles(),
    budgets(BUDGETS),
  ],
  // Data addresses would need an exception in the screen's content security policy.
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    manifest: true,
    // To list with each part what it needs in turn would make the first file larger by a sixth.
    modulePreload: false,
    cssCodeSplit: false,
    rolldownOptions: {
      output: {
        // Named by their hashes alone: the first one lists all the others.
        chunkFileNames: 'assets/[hash].js',
        codeSplitting: {
          groups: [
            // What others have made is in one file, which stays in the browser's cache while ours changes; few files are smaller than many.
            { name: 'packages', test: /node_modules|rolldown/, tags: ['$initial'] },
            { name: 'frame', tags: ['$initial'] },
          ],
        },
      },
    },
  },
});
