import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Plugin } from 'vite';
import { withoutFolder } from './project-folder.ts';

/** A module of the server bundle as it was built: what is left of its code, and what it can load. */
export type BundledModule = { code: string; imports: readonly string[] };

/** By module id, with `PROJECT` for the project's folder there and in the code. */
export type ModuleGraph = ReadonlyMap<string, BundledModule>;

export type RecordedModules = {
  plugin: Plugin;
  graph: ModuleGraph;
  /** The files that are not for the browser, by their names in the output. */
  serverFiles: ReadonlySet<string>;
};

/**
 * Writes down the server bundle module by module. Modules, and not the chunks they were put into: the names of chunks change when a
 * style does, and a module can move to another chunk when an unrelated page begins to use it.
 */
export function recordModules(projectRoot: string): RecordedModules {
  const graph = new Map<string, BundledModule>();
  const serverFiles = new Set<string>();
  const plugin: Plugin = {
    name: 'stillpress-module-graph',
    generateBundle(_options, bundle) {
      if (this.environment.name === 'client') return;
      for (const file of Object.keys(bundle)) serverFiles.add(file);
      if (this.environment.name !== 'ssr') return;
      const code = new Map<string, string>();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const [id, module] of Object.entries(chunk.modules)) code.set(id, module.code ?? '');
      }
      const assetName = (reference: string): string => this.getFileName(reference);
      for (const id of this.getModuleIds()) {
        const info = this.getModuleInfo(id);
        const imports = [...(info?.importedIds ?? []), ...(info?.dynamicallyImportedIds ?? [])];
        graph.set(withoutFolder(id, projectRoot), {
          code: withoutFolder(withAssetNames(code.get(id) ?? '', assetName) + fileContent(id), projectRoot),
          imports: imports.map((imported) => withoutFolder(imported, projectRoot)),
        });
      }
    },
  };
  return { plugin, graph, serverFiles };
}

/** A file's published name has the hash of its bytes in it; the module has a reference, which has not. */
const ASSET_REFERENCE = /__(?:VITE_ASSET|ASTRO_ASSET_IMAGE)__([\w$]+?)__/g;

function withAssetNames(code: string, assetName: (reference: string) => string): string {
  return code.replaceAll(ASSET_REFERENCE, (_, reference: string) => assetName(reference));
}

/** Their code is what the compiler made of them; their styles are in the manifest. */
const COMPILED = /\.(?:astro|css|[cm]?[jt]sx?|json)$/;

/** Of what is a module without being code, such as a picture. */
function fileContent(id: string): string {
  const [file = '', query] = id.split('?', 2);
  if (COMPILED.test(file) && query === undefined) return '';
  if (query?.startsWith('astro&') || !existsSync(file) || !statSync(file).isFile()) return '';
  return readFileSync(file, 'base64');
}
