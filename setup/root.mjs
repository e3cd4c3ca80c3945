import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the checkout. */
export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** What the set-up downloads, besides `node_modules`. Can be deleted at any time. */
export const RUNTIME_FOLDER = join(ROOT, '.runtime');
