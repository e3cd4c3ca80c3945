import { fileURLToPath } from 'node:url';
import node, { getAdapter } from '@astrojs/node';
import type { AstroIntegration } from 'astro';

/**
 * `@astrojs/node`, with an entry of ours that renders a request in process instead of listening on a port. What would
 * need a server at visit time is turned off, and the bundle depends on nothing outside itself, so that it runs from any folder.
 */
export function stillpressAdapter(): AstroIntegration {
  const { hooks } = node({ mode: 'middleware' });
  return {
    name: 'stillpress',
    hooks: {
      ...hooks,
      'astro:config:setup': async (options) => {
        await hooks['astro:config:setup']?.({ ...options, config: { ...options.config, session: false } });
        if (options.command !== 'build') return;
        options.updateConfig({
          image: {
            service: { entrypoint: neighbour('image-service.ts') },
            endpoint: { entrypoint: neighbour('image-endpoint.ts') },
          },
          vite: {
            environments: {
              ssr: { resolve: { noExternal: true } },
              prerender: { resolve: { noExternal: true } },
            },
          },
        });
      },
      'astro:config:done': ({ setAdapter }) => {
        setAdapter({
          ...getAdapter({ staticHeaders: false }),
          name: 'stillpress',
          serverEntrypoint: neighbour('entry.ts'),
        });
      },
    },
  };
}

function neighbour(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
