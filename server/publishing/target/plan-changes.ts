import { isDeepStrictEqual } from 'node:util';
import type { DiskState, KnownFile, PlannedChange } from './disk-state.ts';
import { isSpecial } from './serving-notes.ts';
import type { TargetChange, TargetFile, TargetRelease } from './target.ts';
import { foldersOf } from './tree-fits.ts';

type Known = Pick<DiskState, 'givingWay' | 'inGraceBelow' | 'lookUp'>;

/** Throws, before anything is written, when the files of a release would not fit into one tree. */
export function planChanges(
  state: Known,
  { changes, graceUntil, withoutGrace = [] }: Planned,
): PlannedChange[] {
  const isInTheWay = findWay(changes);
  const folders = new Set(withoutGrace);
  const isToGo = (file: string): boolean =>
    folders.size > 0 && foldersOf(file).some((folder) => folders.has(folder));
  const planned = changes.map(({ file, now }) => {
    const was = state.lookUp(file);
    if (now !== null || was?.isAsset !== true || isInTheWay(file) || isToGo(file))
      return plan({ file, was, now, graceUntil: null });
    return plan({ file, was, now: was, graceUntil: was.graceUntil ?? graceUntil });
  });
  const changed = new Set(withoutGrace.length === 0 ? [] : changes.map(({ file }) => file));
  const inGrace = withoutGrace
    .flatMap((folder) => state.inGraceBelow(folder))
    .filter((file) => !changed.has(file));
  return [...planned, ...planRemovals(state, new Set([...state.givingWay(changes), ...inGrace]))];
}

type Planned = Pick<TargetRelease, 'changes' | 'withoutGrace'> & { graceUntil: number };

/** Without grace. */
export function planRemovals(state: Pick<Known, 'lookUp'>, files: Iterable<string>): PlannedChange[] {
  const removals: PlannedChange[] = [];
  for (const file of files) {
    const was = state.lookUp(file);
    if (was !== null) removals.push(plan({ file, was, now: null, graceUntil: null }));
  }
  return removals;
}

type Planning = { file: string; was: KnownFile | null; now: TargetFile | null; graceUntil: number | null };

function plan({ file, graceUntil, now, was }: Planning): PlannedChange {
  return {
    file,
    now,
    graceUntil,
    isInTree: !isDeepStrictEqual(inTree(was), inTree(now)),
    isSpecial: now !== null && isSpecial(file, now),
    wasSpecial: was !== null && isSpecial(file, was),
  };
}

function inTree(file: TargetFile | null): unknown {
  return file === null ? null : [file.hash, file.contentType, file.redirect];
}

/** Whether a file stands where a new one, or a folder of a new one, has to be. */
function findWay(changes: readonly TargetChange[]): (file: string) => boolean {
  const names = new Set<string>();
  const folders = new Set<string>();
  let isRead = false;
  return (file) => {
    if (!isRead) {
      for (const change of changes) {
        if (change.now === null) continue;
        names.add(change.file);
        for (const folder of foldersOf(change.file)) folders.add(folder);
      }
      isRead = true;
    }
    return folders.has(file) || foldersOf(file).some((folder) => names.has(folder));
  };
}
