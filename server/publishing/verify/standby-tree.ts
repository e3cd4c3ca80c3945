import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readNewestChange, readNewestFileChanges } from '../../store/newest-file-changes.ts';
import { withoutCompression } from '../target/compressed-forms.ts';
import { isCode } from '../target/tree.ts';
import type { Captured } from './captured.ts';
import { compareTree, type Comparison } from './compare-tree.ts';
import { hashTree, type HashedTree } from './hash-tree.ts';
import type { FileProblem } from './report.ts';
import { isStillAt, type BasisSources } from './verified-basis.ts';

const LOOK_EVERY_MS = 500;
const ATTEMPTS_MAX = 20;

/** The tree that visitors do not read now, and that the next release changes and makes theirs; null where there is none yet. */
export async function hashStandbyTree(live: string, known: HashedTree): Promise<HashedTree | null> {
  const folder = standbyOf(live);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await hashTree(folder, { known });
    } catch (error) {
      if (!isCode(error, 'ENOENT') || attempt === ATTEMPTS_MAX) throw error;
      if (!existsSync(folder)) return null;
      // It is brought up to date meanwhile, which takes moments.
      await delay(LOOK_EVERY_MS);
    }
  }
}

export function standbyOf(live: string): string {
  return join(dirname(live), basename(live) === 'tree-a' ? 'tree-b' : 'tree-a');
}

type StandbyComparison = Omit<Comparison, 'tree'> & {
  /** What visitors get already. */
  live: readonly FileProblem[];
  sources: BasisSources;
  waitMs: number;
  /** Told how long it has been waited for. */
  onWait: (ms: number) => void;
};

/**
 * What visitors would get with the next release alone. What the newest release has changed may be as it was before: the tree is brought up to date with
 * the next one. A tree that nobody trusts any more is made again within moments, so that what is found has to be found for as long as `waitMs`.
 */
export async function findStandbyProblems(
  { live: liveFiles, settled, standby, tree }: Captured,
  { live, onWait, sources, waitMs, ...comparison }: StandbyComparison,
): Promise<FileProblem[]> {
  const isOfBoth = new Set(live.map(({ file, kind }) => `${kind} ${file}`));
  const endsAt = Date.now() + waitMs;
  for (let found = standby; ;) {
    if (found === null) return [];
    const all = compareTree({ ...comparison, tree: found });
    const own = all.filter(({ file, kind }) => !isOfBoth.has(`${kind} ${file}`));
    const problems = await withoutBehind(own, found, sources);
    if (problems.length === 0 || Date.now() >= endsAt) return problems;
    onWait(waitMs - (endsAt - Date.now()));
    await delay(LOOK_EVERY_MS);
    const next = await hashStandbyTree(liveFiles.folder, tree);
    if (!(await isStillAt(sources, settled.basis))) return problems;
    found = next;
  }
}

function plainName(file: string): string {
  return withoutCompression(file) ?? file;
}

async function withoutBehind(
  problems: readonly FileProblem[],
  { files }: HashedTree,
  { config: { target }, database }: BasisSources,
): Promise<FileProblem[]> {
  const names = [...new Set(problems.flatMap(({ file }) => [file, plainName(file)]))];
  const changes = await readNewestFileChanges(database.db, { files: names, target: target.kind });
  const newest = await readNewestChange(database.db, { target: target.kind });
  const isBehind = (file: string): boolean => {
    const change = changes.get(file);
    return change?.release === newest && change?.before === (files.get(file)?.hash ?? null);
  };
  return problems.filter(({ file }) => !isBehind(file) && !isBehind(plainName(file)));
}
