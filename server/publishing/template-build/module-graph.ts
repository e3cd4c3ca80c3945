import { existsSync, readFileSync, statSync } from 'node:fs';
import type { Plugin, Rollup } from 'vite';
import { withoutFolder } from './project-folder.ts';

/** A module of the server bundle: what is left of its code there, or the whole of it for some of a package, and what it can load. */
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
      const replaced = ['import.meta', 'process.env', ...Object.keys(this.environment.config.define ?? {})];
      const code = new Map<string, string>();
      for (const chunk of Object.values(bundle)) {
        if (chunk.type !== 'chunk') continue;
        for (const [id, module] of Object.entries(chunk.modules)) code.set(id, module.code ?? '');
      }
      const assetName = (reference: string): string => this.getFileName(reference);
      const ids = [...this.getModuleIds()];
      const imports = new Map(ids.map((id) => [id, importsOf(this.getModuleInfo(id))]));
      const sourceOf = (id: string): string | null => this.getModuleInfo(id)?.code ?? null;
      const mayDiffer = (id: string): boolean =>
        !isOfPackage(id) || replaced.some((name) => sourceOf(id)?.includes(name) === true);
      const asBundled = findImporters(imports, mayDiffer);
      for (const id of ids) {
        const source = asBundled.has(id) ? null : sourceOf(id);
        const own = source ?? code.get(id) ?? '';
        graph.set(withoutFolder(id, projectRoot), {
          code: withoutFolder(withStableNames(own, assetName) + fileContent(id), projectRoot),
          imports: (imports.get(id) ?? []).map((imported) => withoutFolder(imported, projectRoot)),
        });
      }
    },
  };
  return { plugin, graph, serverFiles };
}

function importsOf(info: Rollup.ModuleInfo | null): string[] {
  return [...(info?.importedIds ?? []), ...(info?.dynamicallyImportedIds ?? [])];
}

/**
 * These modules and all that can load one of them. What the bundle holds of a module is what some page uses: with the first page that uses more, its
 * code is another one for all. Of a package's module the whole source says as much, since it changes with the package alone. Not where
 * something is named in it that the build replaces, nor where such a module or one of the site is within reach: the bundler may have written a
 * value of theirs into it.
 */
function findImporters(
  imports: ReadonlyMap<string, readonly string[]>,
  isSought: (id: string) => boolean,
): ReadonlySet<string> {
  const importers = new Map<string, string[]>();
  for (const [id, imported] of imports)
    for (const each of imported) importers.set(each, [...(importers.get(each) ?? []), id]);
  const found = new Set([...imports.keys(), ...importers.keys()].filter(isSought));
  // A set goes on to what is added while it is read.
  for (const id of found) for (const importer of importers.get(id) ?? []) found.add(importer);
  return found;
}

/** Node's own modules are the same for every build of this version. */
function isOfPackage(id: string): boolean {
  return id.startsWith('node:') || (id.startsWith('/') && id.includes('/node_modules/'));
}

/** A file's published name has the hash of its bytes in it; the module has a reference, which has not. */
const ASSET_REFERENCE = /__(?:VITE_ASSET|ASTRO_ASSET_IMAGE)__([\w$]+?)__/g;
/** In the name of a chunk, until its hash is known. They are counted: one chunk more moves the numbers of others. What is in the chunk is among the imports. */
const CHUNK_NUMBER = /!~\{\w+\}~/g;

function withStableNames(code: string, assetName: (reference: string) => string): string {
  return code
    .replaceAll(ASSET_REFERENCE, (_, reference: string) => assetName(reference))
    .replaceAll(CHUNK_NUMBER, '');
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
