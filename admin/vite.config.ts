import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** What every screen needs of others' work: in one file it is smaller, and it stays in the browser's cache while ours changes. */
const FRAME =
  /node_modules\/(?:react|react-dom|scheduler|use-sync-external-store|@tanstack\/[\w-]+|@lingui\/(?:core|react|message-utils))\//;

/** React Aria speaks some thirty languages. In those that the screen does not speak it is as the screen is: in English. */
const OTHER_LANGUAGES = /\/react-(?:aria|stately)\/dist\/private\/intl\/[\w-]+\/(?!en-US|de-DE)[\w-]+\.m?js$/;

function withoutOtherLanguages(): Plugin {
  return {
    name: 'without-other-languages',
    enforce: 'pre',
    load: (id) => (OTHER_LANGUAGES.test(id) ? "export { default } from './en-US.mjs';" : null),
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: '/admin/',
  plugins: [
    withoutOtherLanguages(),
    react(),
    lingui({ cwd: import.meta.dirname, macroTransform: true, failOnMissing: true }),
  ],
  // Data addresses would need an exception in the screen's content security policy.
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    manifest: true,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'frame', test: FRAME }] } } },
  },
});
