import { createHash } from 'node:crypto';
import type { RouteInfo, SSRManifest } from 'astro';
import astroPackage from 'astro/package.json' with { type: 'json' };
import type { BundledModule, ModuleGraph } from './module-graph.ts';

export type FingerprintOptions = {
  manifest: SSRManifest;
  graph: ModuleGraph;
  /** Their names say nothing that their modules do not say. */
  serverFiles: ReadonlySet<string>;
};

/**
 * What a route answers can change only with: the modules that its page can load; the styles and scripts that Astro puts into it and
 * the addresses of its islands, which are in the manifest alone; the middleware and whatever else the entry loads; the configuration.
 * Equal fingerprints mean that all of it is equal. What cannot be told to which route it belongs counts for all routes.
 */
export function fingerprintRoutes(options: FingerprintOptions): (route: RouteInfo) => string {
  const { graph, manifest } = options;
  const hashModule = createModuleHash(graph);
  const common = reachableModules(graph, [...graph.keys()].filter(isEntry), (id) => !isPage(id));
  const addresses = assignAddresses(options);
  const shared = digest([
    astroPackage.version,
    configuration(manifest),
    addresses.ofAll,
    addressesOf(addresses, common),
    hashAll(common, (id) => (isManifest(id) ? '' : hashModule(id))),
  ]);
  return ({ links, routeData, scripts, styles }) => {
    const roots = pagesOf(graph, [routeData.component, routeData.redirectRoute?.component]);
    const modules = reachableModules(graph, roots, () => true);
    return digest([
      shared,
      hashAll(modules, (id) => (isEntry(id) || isManifest(id) || common.has(id) ? '' : hashModule(id))),
      [links, scripts, styles, { ...routeData, pattern: routeData.pattern.source, distURL: null }],
      addressesOf(addresses, modules),
      [...modules].sort().map((id) => manifest.componentMetadata.get(id) ?? null),
    ]);
  };
}

const PAGE_PREFIX = '\0virtual:astro:page:';
const ENTRY_FILE = /[\\/]template-build[\\/]entry\.ts$/;

function isEntry(id: string): boolean {
  return ENTRY_FILE.test(id);
}

function isPage(id: string): boolean {
  return id.startsWith(PAGE_PREFIX);
}

/** They list every page of the site. What they say about one is hashed with that one. */
const LISTS = new Set(['manifest', 'pages', 'routes'].map((name) => `\0virtual:astro:${name}`));

function isManifest(id: string): boolean {
  return LISTS.has(id);
}

/** Astro writes the dot before the extension as `@_@`. */
function pagesOf(graph: ModuleGraph, components: readonly (string | undefined)[]): string[] {
  const ids = components.map((component) => `${PAGE_PREFIX}${component?.replace(/\.([^.]*)$/, '@_@$1')}`);
  return ids.filter((id) => graph.has(id));
}

function reachableModules(
  graph: ModuleGraph,
  roots: readonly string[],
  follow: (id: string) => boolean,
): Set<string> {
  const reached = new Set(roots);
  // A set goes on to what is added while it is read.
  for (const id of reached) {
    for (const imported of graph.get(id)?.imports ?? []) if (follow(imported)) reached.add(imported);
  }
  return reached;
}

type Addresses = {
  /** What Astro looks up by a name that stands in the module's code: the scripts of a component and the files of its islands. */
  byModule: ReadonlyMap<string, readonly unknown[]>;
  /** Looked up by names that stand nowhere, such as what runs before islands do. */
  ofAll: readonly unknown[];
};

/** Astro builds it for the browser where there is nothing else to build, and no page names it. */
const NOTHING = /virtual:astro:noop$/;

function assignAddresses({ graph, manifest, serverFiles }: FingerprintOptions): Addresses {
  const byModule = new Map<string, unknown[]>();
  const ofAll: unknown[] = [];
  const entries = Object.entries(manifest.entryModules).filter(
    ([name, address]) => !serverFiles.has(address) && !NOTHING.test(name),
  );
  const named = [...entries, ...manifest.inlinedScripts].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const [name, address] of named) {
    const literal = JSON.stringify(name).slice(1, -1);
    const users = [...graph].filter(([id, module]) => !isManifest(id) && module.code.includes(literal));
    if (users.length === 0) ofAll.push(address);
    for (const [id] of users) byModule.set(id, [...(byModule.get(id) ?? []), address]);
  }
  return { byModule, ofAll };
}

function addressesOf({ byModule }: Addresses, modules: ReadonlySet<string>): readonly unknown[] {
  return [...modules].sort().flatMap((id) => byModule.get(id) ?? []);
}

const OF_ROUTES = new Set([
  'routes',
  'entryModules',
  'inlinedScripts',
  'assets',
  'componentMetadata',
  'pageMap',
  'csp',
]);

/**
 * All of the manifest that is about no single route and about no folder of this machine. Of the hashes in the policy, a page keeps
 * those of its own styles and scripts, and those from the configuration are in the entry's code.
 */
function configuration(manifest: SSRManifest): string {
  const settings = Object.entries(manifest).filter(
    ([name, value]) => !OF_ROUTES.has(name) && !(value instanceof URL) && !(value instanceof Promise),
  );
  const { csp } = manifest;
  const policy = csp && {
    algorithm: csp.algorithm,
    directives: csp.directives,
    scripts: [csp.scriptDirective.resources, csp.scriptDirective.strictDynamic],
    styles: csp.styleDirective.resources,
  };
  return JSON.stringify([settings, policy], (_, value: unknown) =>
    value instanceof Map || value instanceof Set ? [...(value as Iterable<unknown>)] : value,
  );
}

function createModuleHash(graph: ModuleGraph): (id: string) => string {
  const hashes = new Map<BundledModule, string>();
  return (id) => {
    const module = graph.get(id);
    if (module === undefined) return '';
    let hash = hashes.get(module);
    if (hash === undefined) {
      hash = digest([id, module.code, module.imports]);
      hashes.set(module, hash);
    }
    return hash;
  };
}

function hashAll(ids: Iterable<string>, hashOf: (id: string) => string): readonly string[] {
  return [...ids].map(hashOf).sort();
}

function digest(values: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(values)).digest('hex').slice(0, 32);
}
