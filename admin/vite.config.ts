import { lingui } from '@lingui/vite-plugin';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: '/admin/',
  plugins: [react(), lingui({ cwd: import.meta.dirname, macroTransform: true, failOnMissing: true })],
  // Data addresses would need an exception in the screen's content security policy.
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, manifest: true },
});
