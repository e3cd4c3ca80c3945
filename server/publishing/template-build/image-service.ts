import type { ExternalImageService } from 'astro';
import { baseService } from 'astro/assets';

/** Names the original file. Astro's own service would name an address that needs a server at visit time. */
const imageService: ExternalImageService = {
  getURL: ({ src }) => (typeof src === 'string' ? src : src.src),
  ...(baseService.getHTMLAttributes && { getHTMLAttributes: baseService.getHTMLAttributes }),
};

// Astro takes the service from the default export.
// oxlint-disable-next-line import/no-default-export
export default imageService;
