import type { Tree } from '../oracle/crawl.ts';
import type { CompressedFormCheck } from './live-tree.ts';

/** The first difference by name, or null where each file is as it must be. */
export type TreeDifference = { file: string; what: string };

type Compared = {
  expected: Tree;
  live: Tree;
  /** Of template builds that were live before: a target keeps them for pages that are in caches. */
  formerAssets: Tree;
  formOf: CompressedFormCheck;
};

export function compareTrees({ expected, formerAssets, formOf, live }: Compared): TreeDifference | null {
  const names = [...new Set([...expected.keys(), ...live.keys()])].sort();
  for (const file of names) {
    const wanted = expected.get(file);
    const found = live.get(file);
    if (wanted !== undefined && found !== undefined) {
      if (!Buffer.from(found).equals(wanted)) return { file, what: describe({ wanted, found }) };
    } else if (wanted !== undefined) return { file, what: 'is missing in the live tree' };
    else if (found !== undefined) {
      const form = formOf(live, file);
      if (form === 'wrong') return { file, what: 'does not decompress to the file that it is a form of' };
      if (form === 'other' && !isFormerAsset(formerAssets, file, found)) {
        return { file, what: `is in the live tree, and in no full build:\n${excerpt(found, 0)}` };
      }
    }
  }
  return null;
}

function isFormerAsset(formerAssets: Tree, file: string, bytes: Uint8Array): boolean {
  const former = formerAssets.get(file);
  return former !== undefined && file.startsWith('_astro/') && Buffer.from(bytes).equals(former);
}

function describe({ found, wanted }: { wanted: Uint8Array; found: Uint8Array }): string {
  const length = Math.min(wanted.length, found.length);
  let at = 0;
  while (at < length && wanted[at] === found[at]) at += 1;
  return `differs from byte ${at}\n  full build: ${excerpt(wanted, at)}\n  live tree:  ${excerpt(found, at)}`;
}

const EXCERPT_BEFORE = 60;
const EXCERPT_AFTER = 120;

function excerpt(bytes: Uint8Array, at: number): string {
  const text = Buffer.from(bytes.subarray(Math.max(0, at - EXCERPT_BEFORE), at + EXCERPT_AFTER)).toString();
  return JSON.stringify(text);
}
