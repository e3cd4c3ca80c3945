import { basename } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Plugin, Rollup } from 'vite';

export type Budget = {
  screen: string;
  limitKb: number;
  /** What is loaded to show it: modules, and with each everything that it imports. */
  loads: readonly string[];
};

/** As much of a file as these rules look at. */
export type Part = Pick<Rollup.OutputChunk, 'code' | 'fileName' | 'imports'> & {
  modules: Readonly<Record<string, { renderedLength: number }>>;
};

const KB = 1024;
const NAMED = 12;

/** Fails the build where a screen loads more JavaScript than it may. What is truly loaded is measured by `tests/e2e/admin/budgets.test.ts`. */
export function budgets(all: readonly Budget[]): Plugin {
  return {
    name: 'budgets',
    writeBundle(_, bundle) {
      const parts = Object.values(bundle).filter((file) => file.type === 'chunk');
      const over = all.flatMap((budget) => whatIsOver(budget, parts) ?? []);
      if (over.length > 0) this.error(over.join('\n'));
    },
  };
}

/** Null where it is within its limit. */
export function whatIsOver({ limitKb, loads, screen }: Budget, parts: readonly Part[]): string | null {
  const loaded = new Set(loads.map((module) => partWith(module, parts)));
  const byName = new Map(parts.map((part) => [part.fileName, part]));
  for (const { imports } of loaded) {
    for (const name of imports) {
      const imported = byName.get(name);
      if (imported !== undefined) loaded.add(imported);
    }
  }
  const bytes = Array.from(loaded).reduce((sum, { code }) => sum + compressed(code), 0);
  if (bytes <= limitKb * KB) return null;
  const modules = Array.from(loaded)
    .flatMap((part) => Object.entries(part.modules))
    .sort(([, one], [, other]) => other.renderedLength - one.renderedLength)
    .slice(0, NAMED)
    .map(([id, { renderedLength }]) => `  ${inKb(renderedLength)} ${shortName(id)}`);
  return [
    `${screen} loads ${inKb(bytes)} of compressed JavaScript; its limit is ${limitKb} KB.`,
    'Load what is not needed to show it when it is. Its largest modules, before they are compressed:',
    ...modules,
  ].join('\n');
}

function partWith(module: string, parts: readonly Part[]): Part {
  const part = parts.find(({ modules }) => Object.keys(modules).some((id) => id.endsWith(`/${module}`)));
  if (part === undefined) throw new Error(`No part of the build has ${module}, which a budget names.`);
  return part;
}

/** As it is sent: `compressed-files.ts` compresses no less. */
function compressed(code: string): number {
  return gzipSync(code, { level: 9 }).length;
}

function inKb(bytes: number): string {
  return `${(bytes / KB).toFixed(1)} KB`;
}

function shortName(id: string): string {
  return /(?:node_modules|src)\/(.*)$/.exec(id)?.[1] ?? basename(id);
}
