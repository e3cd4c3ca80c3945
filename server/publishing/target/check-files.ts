import { lstatSync, readFileSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { formsToBring, ownForms } from './bring-files.ts';
import { extensionOf, unpackForm, withoutCompression } from './compressed-forms.ts';
import { liveTree, settle, standbyTree } from './disk.ts';
import type { Disk } from './disk.ts';
import type { KnownFile, TreeName } from './disk-state.ts';
import { isLeadingLink, LEADING_FOLDER, leadingLinkHolds } from './leading-links.ts';
import { hashOf } from './modification-time.ts';
import { servingNotesHold } from './serving-notes.ts';
import { isCode } from './tree.ts';

/** How many files are read before other work of the process has its turn. */
const FILES_PER_TURN = 20;

/**
 * Reads what is there and compares it with what is written down. Where they differ, neither tree counts for anything from then on: the next release
 * makes them from nothing, out of bytes that have been found whole or are put again. This is written down before damaged bytes are removed:
 * a kill in between leaves them for the next check.
 */
export async function checkFiles(disk: Disk, files?: readonly string[]): Promise<string[]> {
  const { blobs, state } = disk;
  settle(disk);
  if (state.position() === null) return [];
  const names = new Map(
    files === undefined
      ? Array.from(state.list(), (known) => [known.file, known] as const)
      : files.map((file) => [file, state.lookUp(file)] as const),
  );
  const lost = await findLost(disk, names);
  const wrong = new Set(lost.files);
  for (const tree of treesToCheck(disk)) {
    for (const name of await findWrong(tree, { disk, names })) wrong.add(name);
    if (files === undefined) for (const name of await findUnexpected(tree, disk)) wrong.add(name);
  }
  if (wrong.size === 0) return [];
  state.distrust({ lost: lost.files });
  for (const hash of lost.hashes) blobs.remove(hash);
  return [...wrong].sort();
}

type Names = ReadonlyMap<string, KnownFile | null>;

/** The files whose bytes, or a compressed form of them, are not what their hash says. */
async function findLost({ blobs }: Disk, names: Names): Promise<{ files: string[]; hashes: Set<string> }> {
  const isWhole = new Map<string, boolean>();
  let turn = 0;
  for (const known of names.values()) {
    if (known === null || isWhole.get(known.hash) === false) continue;
    turn += 1;
    if (turn % FILES_PER_TURN === 0) await nextTurn();
    isWhole.set(known.hash, blobs.isWhole(known.hash, known.contentType));
  }
  const isLost = (known: KnownFile | null): boolean => known !== null && isWhole.get(known.hash) === false;
  return {
    files: [...names].flatMap(([file, known]) => (isLost(known) ? [file] : [])),
    hashes: new Set([...isWhole].flatMap(([hash, whole]) => (whole ? [] : [hash]))),
  };
}

type TreeToCheck = {
  /** Null where `live` leads to neither tree. */
  name: TreeName | null;
  folder: string;
  isBehind: (file: string) => boolean;
  areNotesBehind: boolean;
};

function treesToCheck(disk: Disk): TreeToCheck[] {
  const { root, state } = disk;
  const standby = standbyTree(disk);
  const live = {
    name: liveTree(disk),
    folder: join(root, 'live'),
    isBehind: () => false,
    areNotesBehind: false,
  };
  if (state.isUnknown(standby)) return [live];
  // Whatever is there where it is behind, the next release puts right.
  const isBehind = (file: string): boolean => state.isBehind(file);
  const areNotesBehind = state.behind().some(({ isSpecial }) => isSpecial);
  return [live, { name: standby, folder: join(root, standby), isBehind, areNotesBehind }];
}

/** The names at which the tree has something else than the bytes that are kept, or has what it should not have. */
async function findWrong(
  { folder, isBehind }: TreeToCheck,
  { disk, names }: { disk: Disk; names: Names },
): Promise<string[]> {
  const { blobs, state } = disk;
  const wrong: string[] = [];
  let turn = 0;
  for (const [file, known] of names) {
    if (isBehind(file)) continue;
    turn += 1;
    if (turn % FILES_PER_TURN === 0) await nextTurn();
    const forms = known === null ? [] : formsToBring(blobs, known);
    const isRight = (name: string): boolean => {
      const path = join(folder, name);
      const extension = name.slice(file.length);
      const isWanted = known !== null && (extension === '' || forms.includes(extension));
      return isWanted ? holds(path, known.hash, blobs.file(known.hash) + extension) : isAbsent(path);
    };
    const own = ownForms(file, (name) => state.lookUp(name));
    if (![file, ...own].every(isRight) || !leadingLinkHolds(folder, file, known)) wrong.push(file);
  }
  return wrong;
}

/** A link to what has been found whole, or a copy where it has no link left. */
function holds(path: string, hash: string, blob: string): boolean {
  const found = lookAt(path);
  const kept = lookAt(blob);
  if (found?.isFile() !== true) return false;
  if (found.ino === kept?.ino && found.dev === kept.dev) return true;
  const bytes = readFileSync(path);
  const extension = extensionOf(blob);
  const unpacked = extension === null ? bytes : unpackForm(bytes, extension);
  return unpacked !== null && hashOf(unpacked).toString('hex') === hash;
}

function isAbsent(path: string): boolean {
  const found = lookAt(path);
  // A folder belongs to the files in it.
  return found === null || found.isDirectory();
}

function lookAt(path: string): Stats | null {
  try {
    return lstatSync(path);
  } catch (error) {
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return null;
    throw error;
  }
}

/** What somebody has put there, and notes for servers that are not those of the tree. */
async function findUnexpected(
  { areNotesBehind, folder, isBehind, name }: TreeToCheck,
  { root, state }: Disk,
): Promise<string[]> {
  const isExpected = (file: string): boolean => state.lookUp(file) !== null || isBehind(file);
  const unexpected = (await listNames(folder)).filter((file) => {
    const plain = withoutCompression(file);
    if (isExpected(file) || (plain !== null && isExpected(plain))) return false;
    if (areNotesBehind && file.startsWith(`${LEADING_FOLDER}/`)) return false;
    return !isLeadingLink(file, (page) => state.lookUp(page));
  });
  if (name === null || areNotesBehind) return unexpected;
  const areRight = servingNotesHold({ root, tree: name, files: state.listSpecial() });
  return areRight ? unexpected : [...unexpected, `${name}.json`];
}

async function listNames(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  } catch (error) {
    if (isCode(error, 'ENOENT')) return [];
    throw error;
  }
}
