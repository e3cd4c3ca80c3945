import type { Mutant } from './mutant.ts';

/**
 * A render worker that gives out a page once more as it was, where `keeps` says so of what the page read then (`was`) and reads `now`, each
 * a list of `ReadRecord`: what an engine would do that does not look at such reads.
 */
function forgetfulWorker(name: string, keeps: string): Mutant {
  return {
    name,
    file: 'server/publishing/render/render-worker.ts',
    find: "return { kind: 'rendered', path, ...answer, links, reads: context.reads };",
    replace: `
      const known = (globalThis.knownPages ??= new Map());
      const keeps = (was, now) => ${keeps};
      const before = known.get(path);
      if (before !== undefined && keeps(before.reads, context.reads)) {
        return { kind: 'rendered', path, ...structuredClone(before.answer), links: before.links, reads: context.reads };
      }
      known.set(path, { answer: structuredClone(answer), links, reads: context.reads });
      return { kind: 'rendered', path, ...answer, links, reads: context.reads };`,
  };
}

/** Changes in such reads alone are not seen. The condition is on a `read`. */
export function overlooking(reads: string, condition: string): Mutant {
  const others = (list: string): string => `JSON.stringify(${list}.filter((read) => !(${condition})))`;
  return forgetfulWorker(`${reads} are overlooked`, `${others('was')} === ${others('now')}`);
}

/** A page that has such a read stays as it is. The condition is on a `read`. */
export function stuckWith(reads: string, condition: string): Mutant {
  return forgetfulWorker(`what read ${reads} stays as it is`, `was.some((read) => ${condition})`);
}
