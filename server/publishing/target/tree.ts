import { randomUUID } from 'node:crypto';
import {
  copyFileSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  unlinkSync,
  utimesSync,
} from 'node:fs';
import { dirname, join } from 'node:path';

/** One complete folder of public files, made of links. It is changed only while it is not the one that visitors read. */
export type Tree = {
  /** The name leads to these bytes from now on, at no instant to none. */
  place(file: string, source: string): void;
  /** Folders that become empty go too. */
  remove(file: string): void;
  /** Nothing of this name stands beside a file that has just been placed. */
  removeBeside(file: string): void;
  /** What has been changed and may not be on the disk yet. */
  unsynced(): Iterable<string>;
};

export function openTree({ folder, isEmpty = false, staging }: TreeOptions): Tree {
  const unsynced = new Set<string>();
  mkdirSync(folder, { recursive: true });

  function place(file: string, source: string): void {
    const destination = join(folder, file);
    // To try and fail takes longer than all the rest.
    if (isEmpty && !unsynced.has(dirname(destination))) makeFolders(file);
    if (!linkDirectly(file, { source, destination })) replace(source, destination);
    unsynced.add(dirname(destination));
  }

  /** False where something stands there already, or the bytes have no link left. */
  function linkDirectly(file: string, { destination, source }: Link): boolean {
    for (let hasFolders = false; ; hasFolders = true) {
      try {
        linkSync(source, destination);
        return true;
      } catch (error) {
        if (isCode(error, 'EEXIST', 'EMLINK')) return false;
        if (hasFolders || !isCode(error, 'ENOENT', 'ENOTDIR')) throw error;
      }
      makeFolders(file);
    }
  }

  function replace(source: string, destination: string): void {
    const temporary = join(staging, randomUUID());
    try {
      if (linkOrCopy(source, temporary) === 'copied') unsynced.add(destination);
      moveTo(temporary, destination);
    } finally {
      // Renaming one link over another to the same bytes leaves both; half a copy would be in the way on a full disk.
      if (lstatSync(temporary, { throwIfNoEntry: false }) !== undefined) unlinkSync(temporary);
    }
  }

  function makeFolders(file: string): void {
    const parent = dirname(join(folder, file));
    try {
      const first = mkdirSync(parent, { recursive: true });
      if (first !== undefined) addFolders({ from: dirname(first), to: parent });
    } catch (error) {
      if (!isCode(error, 'ENOTDIR', 'EEXIST')) throw error;
      removeFileInTheWay(file);
      mkdirSync(parent, { recursive: true });
      addFolders({ from: folder, to: parent });
    }
  }

  /** A release that makes a folder of what was a file. */
  function removeFileInTheWay(file: string): void {
    for (let slash = file.indexOf('/'); slash !== -1; slash = file.indexOf('/', slash + 1)) {
      const ancestor = join(folder, file.slice(0, slash));
      if (lstatSync(ancestor, { throwIfNoEntry: false })?.isDirectory() === false) rmSync(ancestor);
    }
  }

  function addFolders({ from, to }: { from: string; to: string }): void {
    for (let path = to; path.length >= from.length; path = dirname(path)) unsynced.add(path);
  }

  return {
    place,
    remove: (file) => {
      removeFile(join(folder, file));
      let parent = dirname(join(folder, file));
      while (parent !== folder && removeEmptyFolder(parent)) {
        unsynced.delete(parent);
        parent = dirname(parent);
      }
      if (statSync(parent, { throwIfNoEntry: false }) !== undefined) unsynced.add(parent);
    },
    removeBeside: (file) => {
      if (!isEmpty) removeFile(join(folder, file));
    },
    unsynced: () => unsynced,
  };
}

type TreeOptions = {
  folder: string;
  staging: string;
  /** Whether there is nothing in it yet. */
  isEmpty?: boolean;
};

type Link = { source: string; destination: string };

/** ext4 allows 65,000 links to one file. */
function linkOrCopy(source: string, destination: string): 'linked' | 'copied' {
  try {
    linkSync(source, destination);
    return 'linked';
  } catch (error) {
    if (!isCode(error, 'EMLINK')) throw error;
  }
  copyFileSync(source, destination);
  const { atime, mtime } = statSync(source);
  utimesSync(destination, atime, mtime);
  return 'copied';
}

function moveTo(source: string, destination: string): void {
  try {
    renameSync(source, destination);
  } catch (error) {
    // A release that makes a file of what was a folder: all that was in it goes with that release.
    if (!isCode(error, 'EISDIR', 'ENOTEMPTY', 'EEXIST')) throw error;
    rmSync(destination, { recursive: true, force: true });
    renameSync(source, destination);
  }
}

function removeFile(path: string): void {
  try {
    const found = lstatSync(path, { throwIfNoEntry: false });
    // A folder of this name belongs to the files that are placed in it.
    if (found !== undefined && !found.isDirectory()) rmSync(path);
  } catch (error) {
    if (!isCode(error, 'ENOTDIR', 'ENOENT')) throw error;
  }
}

function removeEmptyFolder(path: string): boolean {
  try {
    rmdirSync(path);
    return true;
  } catch (error) {
    if (isCode(error, 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) return false;
    if (isCode(error, 'ENOENT')) return true;
    throw error;
  }
}

export function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code));
}

export function readIfThere(path: string): Buffer | null {
  try {
    return readFileSync(path);
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
}
