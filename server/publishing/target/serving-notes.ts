import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import mime from 'mime';
import { syncPath } from '../sync-file-system.ts';
import type { ListedFile, TargetFile } from './target.ts';
import { readIfThere } from './tree.ts';

/**
 * What a server of ours has to know of some files beyond their names: redirects, and content types that the name does not tell. A plain
 * file server does without: a redirect is a page that leads on by itself.
 */
export type ServingNotes = { files: Record<string, ServingNote> };

export type ServingNote = { contentType: string; redirect: { status: number; location: string } | null };

type Changes = Iterable<{ file: string; now: TargetFile | null }>;

/** Costs what all notes cost: for when one of them changes, or a tree is made from nothing. */
export function writeServingNotes({
  before,
  changes,
  root,
  staging,
  tree,
}: {
  root: string;
  staging: string;
  tree: string;
  before: Iterable<ListedFile>;
  changes: Changes;
}): void {
  const text = servingNotes(before, changes);
  const file = join(root, `${tree}.json`);
  if (readNotes(file) === text) return;
  const temporary = join(staging, `${tree}.json`);
  writeFileSync(temporary, text);
  syncPath(temporary);
  renameSync(temporary, file);
}

/** Whether those of a tree are what its files need. */
export function servingNotesHold({
  files,
  root,
  tree,
}: {
  root: string;
  tree: string;
  files: Iterable<ListedFile>;
}): boolean {
  return readNotes(join(root, `${tree}.json`)) === servingNotes(files, []);
}

/** As text, and the same text for the same files. */
function servingNotes(before: Iterable<ListedFile>, changes: Changes): string {
  const notes = new Map<string, ServingNote>();
  for (const { file, contentType, redirect } of before) notes.set(file, { contentType, redirect });
  for (const { file, now } of changes) {
    if (now === null || !isSpecial(file, now)) notes.delete(file);
    else notes.set(file, { contentType: now.contentType, redirect: now.redirect });
  }
  const files = Object.fromEntries([...notes].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ files } satisfies ServingNotes, null, 1)}\n`;
}

export function isSpecial(file: string, { contentType, redirect }: TargetFile): boolean {
  return redirect !== null || mime.getType(file) !== (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

/** Those of a tree, which stand beside it. */
export function notesOfTree(folder: string): Map<string, ServingNote> {
  const file = join(dirname(folder), `${basename(folder)}.json`);
  try {
    const { files } = JSON.parse(readFileSync(file, 'utf8')) as ServingNotes;
    return new Map(Object.entries(files));
  } catch {
    // Without notes, or with some that cannot be read, a server knows of nothing special.
    return new Map();
  }
}

function readNotes(file: string): string | null {
  return readIfThere(file)?.toString('utf8') ?? null;
}
