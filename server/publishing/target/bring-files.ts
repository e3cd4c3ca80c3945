import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Blobs } from './blobs.ts';
import { COMPRESSED_EXTENSIONS, isCompressible, withoutCompression } from './compressed-forms.ts';
import type { TargetFile } from './target.ts';
import type { Tree } from './tree.ts';

/** How many files are linked before other work of the process has its turn. */
const FILES_PER_TURN = 50;

export type FilesToBring = {
  blobs: Blobs;
  files: Iterable<string>;
  links: Tree;
  want: (file: string) => TargetFile | null;
};

/** Makes the names in a tree lead to what is wanted there. */
export async function bringFiles({ blobs, files, links, want }: FilesToBring): Promise<void> {
  const toPlace = new Set<string>();
  let turn = 0;
  for (const file of files) {
    turn += 1;
    if (turn % FILES_PER_TURN === 0) await nextTurn();
    if (want(file) !== null) toPlace.add(file);
    else for (const name of [file, ...ownForms(file, want)]) links.remove(name);
    // Without a file of this name of its own, the name is that of another file's compressed form.
    const plain = withoutCompression(file);
    if (plain !== null && want(plain) !== null) toPlace.add(plain);
  }
  for (const file of toPlace) {
    turn += 1;
    if (turn % FILES_PER_TURN === 0) await nextTurn();
    const now = want(file);
    if (now !== null) placeFile(file, { blobs, links, want, now });
  }
}

type Placing = Omit<FilesToBring, 'files'> & { now: TargetFile };

function placeFile(file: string, { blobs, links, now, want }: Placing): void {
  const forms = formsToBring(blobs, now);
  links.place(file, blobs.file(now.hash));
  for (const name of ownForms(file, want)) {
    const extension = name.slice(file.length);
    if (forms.includes(extension)) links.place(name, blobs.file(now.hash) + extension);
    else links.removeBeside(name);
  }
}

/** What is kept compressed beside a file that need not be is there for another name. */
export function formsToBring(blobs: Blobs, { contentType, hash }: TargetFile): string[] {
  return isCompressible(contentType) ? blobs.forms(hash) : [];
}

/** The names of the compressed forms, other than where the site has a file of that name itself. */
export function ownForms(file: string, want: (file: string) => TargetFile | null): string[] {
  return COMPRESSED_EXTENSIONS.map((extension) => file + extension).filter((name) => want(name) === null);
}
