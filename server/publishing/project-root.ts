import { fileURLToPath } from 'node:url';

/** The folder with `astro.config.mjs` and `site/`. */
export const PROJECT_ROOT = fileURLToPath(new URL('../..', import.meta.url));
