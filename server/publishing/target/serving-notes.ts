import mime from 'mime';
import type { ListedFile, TargetFile } from './target.ts';

/**
 * What a server of ours has to know of some files beyond their names: redirects, and content types that the name does not tell. A plain
 * file server does without: a redirect is a page that leads on by itself.
 */
export type ServingNotes = { files: Record<string, ServingNote> };

export type ServingNote = { contentType: string; redirect: { status: number; location: string } | null };

/** As text, and the same text for the same files. */
export function servingNotes(
  before: Iterable<ListedFile>,
  changes: ReadonlyMap<string, TargetFile | null>,
): string {
  const notes = new Map<string, ServingNote>();
  for (const { file, contentType, redirect } of before) notes.set(file, { contentType, redirect });
  for (const [file, now] of changes) {
    if (now === null || !isSpecial(file, now)) notes.delete(file);
    else notes.set(file, { contentType: now.contentType, redirect: now.redirect });
  }
  const files = Object.fromEntries([...notes].sort(([a], [b]) => (a < b ? -1 : 1)));
  return `${JSON.stringify({ files } satisfies ServingNotes, null, 1)}\n`;
}

export function isSpecial(file: string, { contentType, redirect }: TargetFile): boolean {
  return redirect !== null || mime.getType(file) !== (contentType.split(';')[0] ?? '').trim().toLowerCase();
}
