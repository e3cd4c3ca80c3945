import { fileURLToPath } from 'node:url';
import node, { getAdapter } from '@astrojs/node';
import { inlineMark } from './inline-mark.ts';
import { markInlineElements } from './mark-inline.ts';
import type { AstroConfig, AstroIntegration } from 'astro';

/**
 * `@astrojs/node`, with an entry of ours that renders a request in process instead of listening on a port. What would
 * need a server at visit time is turned off, and the bundle depends on nothing outside itself, so that it runs from any folder.
 */
export function stillpressAdapter(): AstroIntegration {
  const { hooks } = node({ mode: 'middleware' });
  let configuredHashes: readonly string[] = [];
  return {
    name: 'stillpress',
    hooks: {
      ...hooks,
      'astro:config:setup': async (options) => {
        await hooks['astro:config:setup']?.({ ...options, config: { ...options.config, session: false } });
        if (options.command !== 'build') return;
        const mark = inlineMark(process.env['ASTRO_KEY'] ?? '');
        options.addMiddleware({ order: 'pre', entrypoint: neighbour('page-middleware.ts') });
        options.updateConfig({
          image: {
            service: { entrypoint: neighbour('image-service.ts') },
            endpoint: { entrypoint: neighbour('image-endpoint.ts') },
          },
          vite: {
            plugins: [
              {
                name: 'stillpress-configuration',
                // Vite asks when the configuration of all integrations is complete.
                config: () => ({
                  define: {
                    STILLPRESS_BASE: JSON.stringify(options.config.base.replace(/\/?$/, '/')),
                    STILLPRESS_CONFIGURED_CSP_HASHES: JSON.stringify(configuredHashes),
                    STILLPRESS_INLINE_MARK: JSON.stringify(mark),
                  },
                }),
              },
              ...(options.config.security.csp === false ? [] : [markInlineElements(mark)]),
            ],
            environments: {
              ssr: { resolve: { noExternal: true } },
              prerender: { resolve: { noExternal: true } },
            },
          },
        });
      },
      'astro:config:done': ({ config, setAdapter }) => {
        configuredHashes = cspHashes(config.security.csp);
        setAdapter({
          ...getAdapter({ staticHeaders: false }),
          name: 'stillpress',
          serverEntrypoint: neighbour('entry.ts'),
        });
      },
    },
  };
}

function cspHashes(csp: AstroConfig['security']['csp']): string[] {
  if (typeof csp !== 'object') return [];
  const entries = [...(csp.scriptDirective?.hashes ?? []), ...(csp.styleDirective?.hashes ?? [])];
  return entries.map((entry) => (typeof entry === 'string' ? entry : entry.hash));
}

function neighbour(file: string): string {
  return fileURLToPath(new URL(file, import.meta.url));
}
