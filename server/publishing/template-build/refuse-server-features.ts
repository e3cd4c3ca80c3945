import type { SSRManifest } from 'astro';
import type { ModuleGraph } from './module-graph.ts';
import { PROJECT } from './project-folder.ts';

/** What needs a server when somebody visits, and can be seen in the build already. Throws with the file that asks for it. */
export async function refuseServerFeatures(manifest: SSRManifest, graph: ModuleGraph): Promise<void> {
  const islands = (await manifest.serverIslandMappings?.())?.serverIslandMap;
  if (islands !== undefined && islands.size > 0) {
    throw refusal(graph, {
      marker: '"server:component-path"',
      message:
        'A server island (`server:defer`) is rendered when somebody visits, and no server runs then. Render the component with the page, or use `client:load`.',
    });
  }
  if (manifest.routes.some(({ routeData }) => routeData.route.startsWith('/_actions/'))) {
    throw refusal(graph, {
      marker: 'defineAction(',
      message:
        'Actions are called when somebody visits, and no server of this site runs then. Send the form to a service of its own.',
    });
  }
}

function refusal(graph: ModuleGraph, { marker, message }: { marker: string; message: string }): Error {
  const users = [...graph].filter(
    ([id, { code }]) => id.startsWith(PROJECT) && !id.includes('/node_modules/') && code.includes(marker),
  );
  const [file] = users.map(([id]) => id.slice(PROJECT.length + 1).replace(/\?.*$/, ''));
  return Object.assign(new Error(message), file === undefined ? {} : { id: file });
}
